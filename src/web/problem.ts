/** What went wrong, as RFC 9457 has it: `application/problem+json`. */

import type { ErrorCode } from '../model/errors.ts';
import { AnalyticsError } from '../model/errors.ts';
import { present } from '../model/present.ts';
import type { OptionIssue } from '../report/issues.ts';

/** The body of an answer that is an error. */
export interface Problem {
  /** `urn:botbuilder-analytics:` and a code that does not change. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What was wrong with this very request, and what to do about it. */
  readonly detail: string;
  /** The parameter that is wrong, the first of several. */
  readonly field?: string;
  readonly value?: unknown;
  /** What would be right, where that is a list. */
  readonly allowed?: readonly string[];
}

/** An error that is answered as it is. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail);
    this.problem = problem;
    this.headers = headers;
  }
}

/** What can be wrong with a request itself. */
const REFUSALS = {
  UNAUTHENTICATED: [401, 'Who is asking is not known'],
  FORBIDDEN: [403, 'This is not allowed'],
  NOT_FOUND: [404, 'There is nothing here'],
  METHOD_NOT_ALLOWED: [405, 'The method does not fit'],
  BODY_TOO_LARGE: [413, 'The request is too large'],
  INVALID_BODY: [400, 'The request cannot be read'],
  INVALID_OPTIONS: [400, 'Something about the request is wrong'],
  WRONG_HOST: [421, 'This host is not served'],
  TOO_MANY_REQUESTS: [429, 'Too many requests'],
  TOO_SLOW: [503, 'The answer takes too long'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

export type Refusal = keyof typeof REFUSALS;

interface More extends Partial<Pick<Problem, 'field' | 'value' | 'allowed'>> {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Makes the error that refuses a request. */
export function refusal(code: Refusal, detail: string, more: More = {}): RequestProblem {
  const [status, title] = REFUSALS[code];
  const { headers, ...fields } = more;
  return new RequestProblem({ type: typeOf(code), title, status, detail, ...fields }, headers);
}

/** Errors of the product, by what they are to somebody who asks over HTTP; all others are of the server. */
const STATUS: Readonly<Partial<Record<ErrorCode, readonly [number, string]>>> = {
  INVALID_OPTIONS: [400, 'Something about the request is wrong'],
  INVALID_REPORT_OPTIONS: [400, 'The parameters are wrong'],
  UNKNOWN_REPORT: [404, 'There is no such report'],
  EXPORT_TOO_LARGE: [422, 'The export is too large'],
  STORE_UNAVAILABLE: [503, 'The store is busy'],
  CLOSED: [503, 'The bot is about to end'],
};

/** Says of an error what whoever asked may know. What is nobody's business stays in the log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RequestProblem) return error.problem;
  if (!AnalyticsError.is(error)) return unknownProblem();
  const [status, title] = STATUS[error.code] ?? [503, 'The store cannot answer'];
  const [first] = issuesOf(error);
  return {
    type: typeOf(error.code),
    title,
    status: error.code === 'INTERNAL' ? 500 : status,
    detail: error.message.slice(error.code.length + 2),
    ...present({
      field: first?.path,
      value: first?.value,
      allowed: first?.allowed ?? allowedOf(error),
    }),
  };
}

function unknownProblem(): Problem {
  const detail =
    'Something went wrong that is not the fault of the request; the log of the bot says what.';
  return { type: typeOf('INTERNAL'), title: 'Something went wrong', status: 500, detail };
}

function issuesOf({ details }: AnalyticsError): readonly OptionIssue[] {
  const issues = details['issues'];
  return Array.isArray(issues) ? (issues as readonly OptionIssue[]) : [];
}

function allowedOf({ details }: AnalyticsError): readonly string[] | undefined {
  const allowed = details['allowed'];
  return Array.isArray(allowed) ? (allowed as readonly string[]) : undefined;
}

function typeOf(code: string): string {
  return `urn:botbuilder-analytics:${code.toLowerCase().replaceAll('_', '-')}`;
}
