/** `analytics.destinations`: the built-in destinations while the bot runs. */

import type { GoogleAnalyticsOptions, MixpanelOptions } from '../model/destination-options.ts';
import type { Validation } from '../forward/validate/check.ts';
import { invalid } from '../model/option-issues.ts';
import type { OptionIssue } from '../model/option-issues.ts';
import { SETTABLE } from '../model/settings.ts';
import type { OptionFields, SettableName } from '../model/settings.ts';
import type {
  DestinationAnswer,
  DestinationQuestion,
  DestinationSetting,
} from './destination-desk.ts';

/** Fields that are to be set; `null` takes one away, what is left out stays as it is. */
export type DestinationChanges<Options> = {
  readonly [Field in keyof Options]?: Options[Field] | null;
};

/** The options of each built-in destination. */
export interface SettableOptions {
  readonly googleAnalytics: GoogleAnalyticsOptions;
  readonly mixpanel: MixpanelOptions;
}

/** What is to be known and set about the built-in destinations while bots run. */
export interface DestinationFunctions {
  /**
   * Says what holds of each built-in destination, and who says so: code, environment, or what was set here.
   * No secret is in it. Code that names several Google destinations has several.
   * @throws AnalyticsError `STORE_UNAVAILABLE`, `CLOSED`
   */
  list(): Promise<readonly DestinationSetting[]>;
  /**
   * Sets fields of a destination: `set('mixpanel', { token, active: true })`, or with `null` takes away all
   * that was set. It is kept in the store, sealed with a key from `idKey`, and holds in every instance
   * within a second, over restarts. What code or environment say wins: to set it is an error. What happens
   * while a destination is not active is never sent; what waits for it stays, and is sent when it is active
   * again. Returns what holds by then.
   * @throws AnalyticsError `INVALID_OPTIONS` (`details.issues` lists every wrong field), `STORE_UNAVAILABLE`,
   *   `CLOSED`
   */
  set<Name extends keyof SettableOptions>(
    destination: Name,
    changes: DestinationChanges<SettableOptions[Name]> | null,
  ): Promise<DestinationSetting>;
  /**
   * Asks a destination whether it takes our events, as `analytics.validate()` does, active or not. What it
   * is asked it does not count.
   * @throws AnalyticsError `INVALID_OPTIONS`, `CLOSED`
   */
  test(destination: keyof SettableOptions): Promise<Validation>;
}

export interface DestinationFunctionsDeps {
  readonly destinations: (question: DestinationQuestion) => Promise<DestinationAnswer>;
  readonly validate: (destination: SettableName) => Promise<Validation>;
}

/** Makes the functions out of a way to ask what has been checked. */
export function destinationFunctions(deps: DestinationFunctionsDeps): DestinationFunctions {
  const { destinations: ask, validate } = deps;
  return {
    list: async () => (await ask({ type: 'list' })) as readonly DestinationSetting[],
    set: async (destination, changes) => {
      const name = checkedName(destination);
      const fields = changes === null ? null : plainFields(name, changes);
      return (await ask({ type: 'set', destination: name, fields })) as DestinationSetting;
    },
    test: async (destination) => validate(checkedName(destination)),
  };
}

function checkedName(name: unknown): SettableName {
  const found = SETTABLE.find((each) => each === name);
  if (found) return found;
  const problem = `must be ${SETTABLE.map((each) => `'${each}'`).join(' or ')}`;
  throw invalid([
    { path: 'destination', problem, ...(typeof name === 'string' && { value: name }) },
  ]);
}

/** A copy that can cross into the recorder's thread, without what is `undefined`. */
function plainFields(name: SettableName, changes: unknown): OptionFields {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    throw invalid([{ path: name, problem: 'must be an object: { active: true }, or null' }]);
  }
  const issues: OptionIssue[] = [];
  const fields = Object.entries(changes).flatMap(([field, value]: [string, unknown]) => {
    if (value === undefined) return [];
    try {
      return [[field, structuredClone(value)]];
    } catch {
      issues.push({ path: `${name}.${field}`, problem: 'must be plain data' });
      return [];
    }
  });
  if (issues.length > 0) throw invalid(issues);
  return Object.fromEntries(fields) as OptionFields;
}
