/** `analytics.outbox`: what waits for destinations, what died on the way, and what to do about it. */

import * as z from 'zod';

import { invalid } from '../model/option-issues.ts';
import { expectsObject, text, wholeFrom } from '../model/schema-parts.ts';
import { issuesOf } from './argument-issues.ts';
import type {
  OutboxAnswer,
  OutboxDropped,
  OutboxList,
  OutboxQuestion,
  OutboxRetried,
} from './outbox-desk.ts';

export interface OutboxListOptions {
  /**
   * As in `health()`: `mixpanel`, or `mixpanel#1f0c9a3b` of another bot or account that shares the
   * store. Absent = all.
   */
  readonly destination?: string | undefined;
  /** Why events died: `rejected`, `too_large`, `ambiguous` … Absent = whatever the reason. */
  readonly reason?: string | undefined;
  /** Most dead letters that are listed: 1 to 1,000. @defaultValue 100 */
  readonly limit?: number | undefined;
}

/** Which dead letters: those that fit all that is given; absent = all. */
export interface OutboxRetryOptions extends Omit<OutboxListOptions, 'limit'> {
  /** Dead letters one by one, by the ids of `list()`: at most 10,000. */
  readonly ids?: readonly number[] | undefined;
}

export interface OutboxDropOptions extends OutboxRetryOptions {
  /** What waits (by destination only), or dead letters. */
  readonly what: 'waiting' | 'dead';
}

/** What is to be known and done about the outbox. */
export interface OutboxFunctions {
  /**
   * Says what waits, by destination, and lists dead letters, the latest first.
   * @throws AnalyticsError `INVALID_OPTIONS` (`details.issues` lists every wrong field; also if nothing
   *   was ever recorded for the destination), `STORE_UNAVAILABLE`, `CLOSED`
   */
  list(options?: OutboxListOptions): Promise<OutboxList>;
  /**
   * Puts dead letters back into the outbox, as they were recorded: copies carry the same ids. They
   * wait again, and are no longer counted as dead. Those whose event is no longer kept stay dead.
   * @throws AnalyticsError as `list`
   */
  retry(options?: OutboxRetryOptions): Promise<OutboxRetried>;
  /**
   * `what: 'waiting'` cancels what waits: it is never sent, unless it is on its way at this moment.
   * `what: 'dead'` removes dead letters for good; they stay counted as dead.
   * @throws AnalyticsError as `list`
   */
  drop(options: OutboxDropOptions): Promise<OutboxDropped>;
}

/** Makes the functions out of a way to ask what has been checked. */
export function outboxFunctions(
  ask: (question: OutboxQuestion) => Promise<OutboxAnswer>,
): OutboxFunctions {
  return {
    list: async (options = {}) => {
      const question = { type: 'list', ...check(options, listSchema) } as const;
      return (await ask(question)) as OutboxList;
    },
    retry: async (options = {}) => {
      const question = { type: 'retry', ...check(options, retrySchema) } as const;
      return (await ask(question)) as OutboxRetried;
    },
    drop: async (options) => (await ask(dropQuestion(options))) as OutboxDropped,
  };
}

function dropQuestion(options: OutboxDropOptions): OutboxQuestion {
  const { what, destination, ...filter } = check(options, dropSchema);
  if (what === 'dead') return { type: 'dropDead', destination, ...filter };
  const given = (['reason', 'ids'] as const).filter((field) => filter[field] !== undefined);
  if (given.length === 0) return { type: 'dropWaiting', destination };
  throw invalid(given.map((path) => ({ path, problem: "is for what: 'dead'; leave it out" })));
}

// ---- checks ------------------------------------------------------------------------------------

/** Dead letters of one answer, and of one question. */
const MAX_LISTED = 1_000;
const DEFAULT_LISTED = 100;
const MAX_IDS = 10_000;

const ID_PROBLEM = 'a whole number of at least 1, as `list` tells it';

const id = wholeFrom(1, Number.MAX_SAFE_INTEGER, ID_PROBLEM);

const filter = {
  destination: text("must be the name of a destination: 'mixpanel'").optional(),
  reason: text("must be a reason of dead letters: 'rejected'").optional(),
} as const;

const ids = z
  .array(id, 'must be a list of ids of dead letters: [1, 2]')
  .max(MAX_IDS, `must be at most ${MAX_IDS} ids`)
  .readonly()
  .optional();

const listSchema = z.strictObject(
  {
    ...filter,
    limit: wholeFrom(1, MAX_LISTED, `a whole number from 1 to ${MAX_LISTED}`).default(
      DEFAULT_LISTED,
    ),
  },
  expectsObject("{ destination: 'mixpanel', limit: 100 }"),
) satisfies z.ZodType<OutboxListOptions, OutboxListOptions>;

const retrySchema = z.strictObject(
  { ...filter, ids },
  expectsObject("{ destination: 'mixpanel', reason: 'rejected' }"),
) satisfies z.ZodType<OutboxRetryOptions, OutboxRetryOptions>;

const dropSchema = z.strictObject(
  {
    what: z.enum(['waiting', 'dead'], "must be 'waiting' or 'dead'"),
    ...filter,
    ids,
  },
  expectsObject("{ what: 'dead', destination: 'mixpanel' }"),
) satisfies z.ZodType<OutboxDropOptions, OutboxDropOptions>;

/** @throws AnalyticsError `INVALID_OPTIONS` */
function check<Schema extends z.ZodObject>(value: unknown, fields: Schema): z.output<Schema> {
  const { data, error } = fields.safeParse(value);
  if (error) throw invalid(issuesOf(error, { argument: 'options', value, fields }));
  return data as z.output<Schema>;
}
