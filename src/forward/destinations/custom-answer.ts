/**
 * Asks a destination of the developer's own, and makes plain data of whatever comes back.
 *
 * What user code answers may be a proxy, have getters that throw, be endless or hold functions. It is
 * read here, once, field by field and under guard; only what was read goes on its way.
 */

import { canonicalText } from '../../capture/canonical.ts';
import type {
  CustomDestination,
  DeliveryContext,
  DestinationEvent,
} from '../../model/custom-destination.ts';
import { present } from '../../model/present.ts';
import { MINUTE_MS } from '../../model/time.ts';

/** What came of asking: plain data, which crosses threads. */
export type CustomAnswer =
  | { readonly outcome: 'delivered'; readonly rejected: readonly CustomRejection[] }
  | {
      readonly outcome: 'retry';
      readonly problem?: string;
      readonly afterMs?: number;
      readonly isAmbiguous: boolean;
    }
  | { readonly outcome: 'split'; readonly reason: string; readonly detail?: string }
  | { readonly outcome: 'pause'; readonly problem?: string }
  | NoResult;

/** Why there is no result. */
export type NoResult =
  /** It is none that the function may answer. */
  | { readonly outcome: 'unreadable' }
  /** The function threw or rejected; `error` is its class and its code. */
  | { readonly outcome: 'failed'; readonly error: string }
  /** It did not answer before the deadline. */
  | { readonly outcome: 'overdue' }
  /** Whoever asked wanted no answer any more. */
  | { readonly outcome: 'cut_off' }
  /** The function was not called, for this reason. */
  | { readonly outcome: 'not_asked'; readonly why: string };

/** An event of the batch that the destination refuses; each at most once. */
export interface CustomRejection {
  readonly id: string;
  readonly reason: string;
  readonly detail?: string;
}

/** An answer, and what is to be told to who wrote the function. */
export interface Asked<Answer = CustomAnswer> {
  readonly answer: Answer;
  /** What is wrong with the function, without words of its errors: `threw TypeError`. */
  readonly complaint?: string;
  /** What it threw. Only for the developer: it may hold credentials. */
  readonly cause?: unknown;
}

/** Longest problem and detail that is kept. */
const MAX_WORDS = 200;
const MAX_REASON = 64;

/** Entries of a list of rejections that are looked at: a list may claim to have any number. */
const MAX_READ = 10_000;

/** Longest wait that a destination is obeyed in. */
const MAX_AFTER_MS = 15 * MINUTE_MS;

/** What a refusal is counted by that gives no reason. */
const NO_REASON = 'rejected';

/** Calls the function. Never rejects; settles when the function does. */
export async function askCustom(
  deliver: CustomDestination['deliver'],
  events: readonly DestinationEvent[],
  context: DeliveryContext,
): Promise<Asked> {
  let result: unknown;
  try {
    result = await deliver(events, context);
  } catch (cause) {
    const error = describeError(cause);
    return { answer: { outcome: 'failed', error }, complaint: `threw ${error}`, cause };
  }
  try {
    return readResult(result, new Set(events.map(({ id }) => id)));
  } catch {
    return UNREADABLE; // a getter or a proxy threw
  }
}

const UNREADABLE: Asked = {
  answer: { outcome: 'unreadable' },
  complaint: 'answered something that is no DeliveryResult',
};

type Fields = Readonly<Record<string, unknown>>;

/** Tells whether a value has fields. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** @throws what the value throws when it is read */
function readResult(result: unknown, ids: ReadonlySet<string>): Asked {
  if (result === undefined || result === null) {
    return { answer: { outcome: 'delivered', rejected: [] } };
  }
  if (!isObject(result)) return UNREADABLE;
  switch (result['outcome']) {
    case 'delivered':
      return readDelivered(result['rejected'] ?? [], ids);
    case 'retry':
      return { answer: readRetry(result) };
    case 'split':
      return { answer: { outcome: 'split', ...readRefusal(result) } };
    case 'pause':
      return { answer: { outcome: 'pause', ...present({ problem: words(result['problem']) }) } };
    default:
      return UNREADABLE;
  }
}

function readDelivered(listed: unknown, ids: ReadonlySet<string>): Asked {
  if (!Array.isArray(listed)) return UNREADABLE;
  const rejected = new Map<string, CustomRejection>();
  let strangers = 0;
  for (let i = 0; i < Math.min(listed.length, MAX_READ); i++) {
    const entry: unknown = listed[i];
    const id = isObject(entry) ? entry['id'] : undefined;
    if (typeof id !== 'string' || !ids.has(id)) strangers += 1;
    else if (!rejected.has(id)) rejected.set(id, { id, ...readRefusal(entry as Fields) });
  }
  const answer = { outcome: 'delivered', rejected: [...rejected.values()] } as const;
  if (strangers === 0) return { answer };
  return { answer, complaint: 'rejected events that are not in its batch, which was ignored' };
}

function readRetry(result: Fields): CustomAnswer {
  const problem = words(result['problem']);
  const afterMs = waitOf(result['afterMs']);
  const isAmbiguous = result['isAmbiguous'] === true;
  return { outcome: 'retry', ...present({ problem, afterMs }), isAmbiguous };
}

/** A wait in milliseconds; `undefined` if it is none. */
export function waitOf(value: unknown): number | undefined {
  const isWait = typeof value === 'number' && Number.isFinite(value) && value >= 0;
  return isWait ? Math.ceil(Math.min(value, MAX_AFTER_MS)) : undefined;
}

function readRefusal(fields: Fields): Omit<CustomRejection, 'id'> {
  const reason = canonicalText(fields['reason'], MAX_REASON)
    ?.replaceAll(/\W+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return { reason: reason || NO_REASON, ...present({ detail: words(fields['detail']) }) };
}

/** A text in one line; `undefined` if it is none, or empty. */
export function words(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return (
    canonicalText(value, MAX_WORDS)
      ?.replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .trim() || undefined
  );
}

const CLASS = /^[A-Za-z_$][\w$]{0,63}$/;
const CODE = /^[A-Z][A-Z0-9_]{1,63}$/;

/** Names the class and the code of an error, `TypeError (ECONNREFUSED)`: its message may hold credentials. */
export function describeError(error: unknown): string {
  const name = fieldOf(error, 'name', CLASS) ?? (isObject(error) ? 'an object' : typeof error);
  const code = fieldOf(error, 'code', CODE) ?? fieldOf(causeOf(error), 'code', CODE);
  return code === undefined ? name : `${name} (${code})`;
}

function fieldOf(error: unknown, field: string, shape: RegExp): string | undefined {
  try {
    const value = isObject(error) ? error[field] : undefined;
    return typeof value === 'string' && shape.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function causeOf(error: unknown): unknown {
  try {
    return isObject(error) ? error['cause'] : undefined;
  } catch {
    return undefined;
  }
}
