/**
 * Knows the bot's destinations as they are now: what code and environment say, and under it what somebody
 * has set while bots run, in whichever process. The store is asked for the version of that twice a second.
 */

import { AnalyticsError } from '../model/errors.ts';
import { turns } from '../model/in-turn.ts';
import type { OptionIssue } from '../model/option-issues.ts';
import { NAMES_OF, SETTABLE } from '../model/settings.ts';
import type { DestinationSettings, RecorderSettings, SettableName } from '../model/settings.ts';
import { readKept } from './kept-destinations.ts';
import type { Kept, SettingsStore } from './kept-destinations.ts';

/** How often it is looked whether something was set. */
const EVERY_MS = 500;

export interface TargetingDeps {
  /** As the bot was started. */
  readonly settings: RecorderSettings;
  /** Told when destinations have changed. */
  readonly onChange: (settings: RecorderSettings) => void;
  /** Told what of that which was set does not hold. */
  readonly onProblem: (error: AnalyticsError) => void;
}

export interface Targeting {
  /** The settings, with the destinations as they are. */
  current(): RecorderSettings;
  /** Why what was set for a destination does not hold; `undefined` if it does. */
  problem(name: SettableName): string | undefined;
  /** Reads what was set in a store that was opened, and looks there from now on. @throws AnalyticsError `STORE_UNAVAILABLE` */
  follow(store: SettingsStore): Promise<void>;
  /** Looks now. @throws AnalyticsError `STORE_UNAVAILABLE` */
  look(): Promise<void>;
  /** Looks no more. */
  rest(): void;
}

/** Knows what the bot was started with; nothing is read before `follow`. */
export function targeting({ settings, onChange, onProblem }: TargetingDeps): Targeting {
  let current = settings;
  let problems: Problems = {};
  let store: SettingsStore | undefined;
  let version: number | undefined;

  const read = async (from: SettingsStore): Promise<void> => {
    const found = await readKept(from, settings.interpret.botId);
    if (store !== from) return; // it was given up meanwhile
    const effective = await destinationsWith(settings, found.kept);
    version = found.version;
    for (const name of SETTABLE) {
      const problem = effective.problems[name];
      if (problem !== undefined && problem !== problems[name]) onProblem(unusable(name, problem));
    }
    problems = effective.problems;
    if (isSame(current.destinations, effective.destinations)) return;
    current = { ...settings, destinations: effective.destinations };
    onChange(current);
  };
  // one after the other: what was read before must not replace what was read later
  const inTurn = turns();
  const look = (): Promise<void> =>
    inTurn(async () => {
      const from = store;
      if (from && (await from.settings.version()) !== version) await read(from);
    });
  const watch = watchOf(look);
  return {
    current: () => current,
    problem: (name) => problems[name],
    look,
    rest: watch.stop,
    async follow(opened) {
      store = opened;
      watch.start();
      await inTurn(() => read(opened));
    },
  };
}

/** Looks now and then, unasked; the process may end meanwhile. */
function watchOf(look: () => Promise<void>): {
  readonly start: () => void;
  readonly stop: () => void;
} {
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  const stop = (): void => clearInterval(timer);
  const tick = (): void => {
    if (isLooking) return; // a server that does not answer is not asked again and again
    isLooking = true;
    // locked or failing: recording tells about that, and the next look finds the same
    void look()
      .catch(() => undefined)
      .finally(() => (isLooking = false));
  };
  return {
    stop,
    start() {
      stop();
      timer = setInterval(tick, EVERY_MS).unref();
    },
  };
}

type Problems = Readonly<Partial<Record<SettableName, string>>>;

interface Effective {
  readonly destinations: readonly DestinationSettings[];
  readonly problems: Problems;
}

/** Of a destination for which nothing was set, or what does not hold, what the bot was started with stays. */
async function destinationsWith(settings: RecorderSettings, kept: Kept): Promise<Effective> {
  const destinations: DestinationSettings[] = [];
  const problems: Partial<Record<SettableName, string>> = {};
  for (const name of SETTABLE) {
    const found = await destinationWith(settings, name, kept[name]);
    if (typeof found === 'string') problems[name] = found;
    destinations.push(...(typeof found === 'string' ? startedWith(settings, name) : found));
  }
  return {
    destinations: [...destinations, ...settings.destinations.filter((each) => 'isCustom' in each)],
    problems,
  };
}

async function destinationWith(
  settings: RecorderSettings,
  name: SettableName,
  kept: Kept[SettableName],
): Promise<readonly DestinationSettings[] | string> {
  if (kept === undefined) return startedWith(settings, name);
  if (kept === 'unreadable') return UNREADABLE;
  // loaded where it is needed: the schema of the options is large
  const { mergedDestinations } = await import('../model/built-in-destinations.ts');
  const merged = mergedDestinations(name, settings.fixed?.[name] ?? [], kept);
  return merged.issues.length > 0 ? wordsOf(merged.issues) : merged.destinations;
}

const UNREADABLE = 'it cannot be read with this idKey';

/** No value is told: what was set may be a secret. */
function wordsOf(issues: readonly OptionIssue[]): string {
  return issues.map(({ path, problem }) => `${path}: ${problem}`).join('; ');
}

function startedWith(
  { destinations }: RecorderSettings,
  name: SettableName,
): readonly DestinationSettings[] {
  const names: readonly string[] = NAMES_OF[name];
  return destinations.filter((each) => !('isCustom' in each) && names.includes(each.name));
}

function isSame(a: readonly DestinationSettings[], b: readonly DestinationSettings[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function unusable(name: SettableName, problem: string): AnalyticsError {
  return new AnalyticsError(
    'SETTINGS_UNUSABLE',
    `what was set for ${name} while the bot ran does not hold: ${problem}`,
    { details: { name } },
  );
}
