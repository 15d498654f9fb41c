/**
 * Mixpanel's profile updates, of those that may be repeated without harm.
 *
 * https://docs.mixpanel.com/reference/profile-batch-update
 */

import { isFields, parseJson, type Fields } from './fields.ts';
import type { Refusal } from './mixpanel-events.ts';
import {
  first,
  MAX_RECORDS,
  wrongId,
  wrongSize,
  wrongValues,
  type Wrong,
} from './mixpanel-values.ts';

/** One of the three operations is there. */
export interface ProfileUpdate {
  readonly $token: string;
  readonly $distinct_id: string;
  readonly $ip: '0' | 0;
  readonly $set?: Fields;
  readonly $set_once?: Fields;
  readonly $union?: Readonly<Record<string, readonly unknown[]>>;
}

/** An update that is refused, as the answer lists it. */
export interface FailedUpdate extends Wrong {
  readonly index: number;
  readonly $distinct_id: string;
}

export interface ProfileJudgement {
  readonly updates: readonly ProfileUpdate[];
  readonly failed: readonly FailedUpdate[];
  readonly refusal?: Refusal | undefined;
}

export function judgeMixpanelProfiles(body: string): ProfileJudgement {
  const refuse = (status: 400 | 413, error: string): ProfileJudgement => ({
    updates: [],
    failed: [],
    refusal: { status, error },
  });
  const list = parseJson(body);
  if (!Array.isArray(list)) return refuse(400, 'body: a JSON array');
  if (list.length > MAX_RECORDS) return refuse(413, 'body: at most 2,000 updates');
  const updates: ProfileUpdate[] = [];
  const failed: FailedUpdate[] = [];
  for (const [index, update] of (list as readonly unknown[]).entries()) {
    const fields = isFields(update) ? update : {};
    const wrong = first(RULES, (rule) => rule(fields));
    if (!wrong) updates.push(fields as unknown as ProfileUpdate);
    else failed.push({ index, $distinct_id: String(fields['$distinct_id']), ...wrong });
  }
  return { updates, failed };
}

/** Each of them gives the same result if it is sent twice. */
const OPERATIONS: readonly string[] = ['$set', '$set_once', '$union'];
/** `$add` and `$append` count twice what is sent twice; the others are not what a bot has to say. */
const UNUSED: readonly string[] = ['$add', '$append', '$remove', '$unset', '$delete'];
const MODIFIERS: readonly string[] = ['$token', '$distinct_id', '$ip', '$time', '$ignore_time'];

/** In the order in which the first mistake is looked for. */
const RULES: readonly ((update: Fields) => Wrong | undefined)[] = [
  (update) => wrongSize(update, ''),
  ({ $token }) => {
    const isFine = typeof $token === 'string' && $token !== '';
    return isFine ? undefined : { field: '$token', message: 'the token of a project' };
  },
  ({ $distinct_id }) => wrongId($distinct_id, '$distinct_id'),
  ({ $ip }) => {
    const isFine = $ip === '0' || $ip === 0;
    return isFine ? undefined : { field: '$ip', message: '0, else the server is located' };
  },
  wrongOperation,
  wrongUnion,
  wrongContent,
];

function wrongOperation(update: Fields): Wrong | undefined {
  const names = Object.keys(update).filter((name) => !MODIFIERS.includes(name));
  const unused = names.find((name) => UNUSED.includes(name));
  if (unused) return { field: unused, message: 'not idempotent, or not used' };
  const unknown = names.find((name) => !OPERATIONS.includes(name));
  if (unknown !== undefined) return { field: unknown, message: 'no such field' };
  const isFine = names.length === 1;
  return isFine ? undefined : { field: '', message: 'one of $set, $set_once and $union' };
}

function wrongUnion({ $union = {} }: Fields): Wrong | undefined {
  if (!isFields($union)) return undefined; // told as wrong content
  const name = Object.keys($union).find((key) => !Array.isArray($union[key]));
  return name === undefined ? undefined : { field: `$union.${name}`, message: 'an array' };
}

function wrongContent(update: Fields): Wrong | undefined {
  return first(OPERATIONS, (operation) => {
    const { [operation]: content = {} } = update;
    if (!isFields(content)) return { field: operation, message: 'a JSON object' };
    return wrongValues(content, operation);
  });
}
