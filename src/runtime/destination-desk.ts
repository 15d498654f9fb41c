/** What is asked about the built-in destinations while the bot runs: what holds, and to change it. */

import type { Dispatcher } from '../forward/dispatcher.ts';
import { DESTINATION_STATUSES } from '../model/health.ts';
import type { DestinationStatus } from '../model/health.ts';
import { invalid } from '../model/option-issues.ts';
import { present } from '../model/present.ts';
import { NAMES_OF, SETTABLE } from '../model/settings.ts';
import type {
  DestinationSettings,
  FixedFields,
  OptionFields,
  SettableName,
} from '../model/settings.ts';
import type { Aiming } from './aiming.ts';
import { keep, readKept } from './kept-destinations.ts';
import type { SettingsStore } from './kept-destinations.ts';
import { maskedField } from './masking.ts';
import type { FieldValue } from './masking.ts';
import { outboxKey } from './outbox-key.ts';

export type DestinationQuestion =
  | { readonly type: 'list' }
  | {
      readonly type: 'set';
      readonly destination: SettableName;
      /** A field that is `null` is taken away; without fields all are. */
      readonly fields: OptionFields | null;
    };

/** Who says what a field is: whatever comes first wins. */
export type FieldSource = 'code' | 'environment' | 'settings';

/** A field of a destination's options, and who says what it is. */
export interface DestinationField {
  /** As it was written; of a secret its last four characters: `••••1234`. */
  readonly value: FieldValue;
  /** `settings`: it was set while bots run, and can be changed so. */
  readonly source: FieldSource;
  /** The variable of the environment that says it. */
  readonly variable?: string | undefined;
}

/** A built-in destination, and what holds of it. */
export interface DestinationSetting {
  readonly destination: SettableName;
  /** Events are sent. */
  readonly active: boolean;
  /**
   * As in `health()`, the worst of its names; `inactive` also if it is not set up, `unknown` where the bot
   * runs elsewhere.
   */
  readonly state: DestinationStatus;
  /** Why it is not `ok`, or why what was set while bots run does not hold. */
  readonly problem?: string | undefined;
  /** What it is called in `health()` and `outbox`: `mixpanel` and `mixpanel_profiles`; none if it is not set up. */
  readonly names: readonly string[];
  /** By the names of the options; what nobody says is absent. */
  readonly fields: Readonly<Record<string, DestinationField>>;
}

export type DestinationAnswer = DestinationSetting | readonly DestinationSetting[];

export interface DestinationDesk {
  readonly store: SettingsStore;
  readonly aiming: Pick<Aiming, 'current' | 'look' | 'problem'>;
  /** How it stands with those that are sent to, by their keys in the outbox; absent = somebody else sends. */
  readonly status?: Dispatcher['status'] | undefined;
}

/** @throws AnalyticsError `INVALID_OPTIONS`, `STORE_UNAVAILABLE` */
export async function answerDestinations(
  desk: DestinationDesk,
  question: DestinationQuestion,
): Promise<DestinationAnswer> {
  if (question.type === 'list') {
    await desk.aiming.look();
    const rows = await rowsOf(desk);
    return SETTABLE.flatMap((name) => rows(name));
  }
  const { destination, fields } = question;
  await set(desk, destination, fields);
  await desk.aiming.look();
  const [row] = (await rowsOf(desk))(destination);
  if (!row) throw new TypeError(`nothing is known of ${destination}`);
  return row;
}

async function set(
  { store, aiming }: DestinationDesk,
  name: SettableName,
  fields: OptionFields | null,
): Promise<void> {
  const { botId } = aiming.current().interpret;
  if (fields === null) return keep(store, { name, botId }, {});
  const before = (await readKept(store, botId)).kept[name];
  const after = changedBy(before === 'unreadable' ? {} : before, fields);
  const fixed = aiming.current().fixed?.[name] ?? [];
  // loaded where it is needed: the schema of the options is large
  const { fixedIssues, mergedDestinations } = await import('../model/built-in-destinations.ts');
  const taken = fixedIssues(name, fixed, fields);
  const issues = taken.length > 0 ? taken : mergedDestinations(name, fixed, after).issues;
  if (issues.length > 0) throw invalid(issues);
  return keep(store, { name, botId }, after);
}

function changedBy(before: OptionFields = {}, fields: OptionFields): OptionFields {
  const all = Object.entries({ ...before, ...fields });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

// ---- what holds --------------------------------------------------------------------------------

async function rowsOf(
  desk: DestinationDesk,
): Promise<(name: SettableName) => readonly DestinationSetting[]> {
  const { kept } = await readKept(desk.store, desk.aiming.current().interpret.botId);
  return (name) => {
    const fixed = desk.aiming.current().fixed?.[name] ?? [];
    const own = kept[name];
    const problem = desk.aiming.problem(name);
    const holds = problem === undefined && own !== 'unreadable' ? own : undefined;
    const items = fixed.length > 0 ? fixed : [NOTHING_FIXED];
    return items.map((each) => rowOf(desk, name, { fixed: each, kept: holds, problem }));
  };
}

const NOTHING_FIXED: FixedFields = { fields: {}, variables: {} };

interface Said {
  readonly fixed: FixedFields;
  readonly kept: OptionFields | undefined;
  readonly problem: string | undefined;
}

function rowOf(desk: DestinationDesk, name: SettableName, said: Said): DestinationSetting {
  const fields = { ...said.kept, ...said.fixed.fields };
  const { destinations, interpret } = desk.aiming.current();
  const own = destinations.filter((each) => isMeant(each, name, fields));
  const status = desk.status?.();
  const lanes = own.map((each) => status?.[outboxKey(each, interpret.botId)]);
  const active = own.some((each) => each.active);
  const worst = lanes.toSorted((a, b) => rankOf(b?.state) - rankOf(a?.state))[0];
  const unused = said.problem && `what was set while the bot ran does not hold: ${said.problem}`;
  return {
    destination: name,
    active,
    state: status ? stateOf(active, worst?.state) : 'unknown',
    ...present({ problem: unused ?? worst?.problem }),
    names: own.map((each) => each.name),
    fields: Object.fromEntries(
      Object.entries(fields).map(([field, value]) => [field, fieldOf(field, value, said.fixed)]),
    ),
  };
}

function stateOf(active: boolean, worst: DestinationStatus = 'ok'): DestinationStatus {
  return active ? worst : 'inactive';
}

function rankOf(state: DestinationStatus | undefined): number {
  return state === undefined ? -1 : DESTINATION_STATUSES.indexOf(state);
}

/** Of several Google destinations, an id says which. */
function isMeant(each: DestinationSettings, name: SettableName, fields: OptionFields): boolean {
  if ('isCustom' in each || !NAMES_OF[name].includes(each.name)) return false;
  const id = 'measurementId' in each ? each.measurementId : 'trackingId' in each && each.trackingId;
  return id === false || id === fields['trackingId'];
}

function fieldOf(
  field: string,
  value: unknown,
  { fields, variables }: FixedFields,
): DestinationField {
  const shown = maskedField(field, value);
  if (!(field in fields)) return { value: shown, source: 'settings' };
  const variable = variables[field];
  return variable === undefined
    ? { value: shown, source: 'code' }
    : { value: shown, source: 'environment', variable };
}
