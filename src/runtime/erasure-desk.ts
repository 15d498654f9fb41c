/** Erasing people: what is asked, by the bot's code or the command line, and the answers. */

import { byHand } from '../forward/erasure/by-hand.ts';
import { knownAs } from '../forward/erasure/known-as.ts';
import { present } from '../model/present.ts';
import type { RecorderSettings } from '../model/settings.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { EpochMs } from '../model/time.ts';
import type { AudiencePerson } from '../record/audience.ts';
import type {
  DestinationIds,
  ErasureJob,
  ErasureOrder,
  ErasureStatus,
  KnownPerson,
  Removed,
} from '../record/erasure.ts';
import type { PeopleStore } from '../record/store.ts';
import { outboxKey } from './outbox-key.ts';
import { shapeOf } from './targets.ts';

export type ErasureQuestion =
  | { readonly type: 'forget'; readonly person: AudiencePerson }
  | { readonly type: 'scrub' }
  | { readonly type: 'list' };

export type ErasureAnswer = Erased | readonly DestinationErasure[] | boolean | null;

/** What `analytics.forget` did. */
export interface Erased {
  /** Anything was known of the user. */
  readonly found: boolean;
  /** Rows that are gone, or say nothing about the user any more. */
  readonly removed: Removed;
  /**
   * No byte of what was removed is left in the store's file. If not, as somebody was reading just
   * then, it is tried again until it is, also after a restart. `null`: the store is a server, which
   * wipes its files in its own time.
   */
  readonly scrubbed: boolean | null;
  /** What each destination that has ever got events is asked, by its name as in `health()`. */
  readonly destinations: Readonly<Record<string, DestinationErasure>>;
}

/** What one destination is asked to erase. */
export interface DestinationErasure {
  /** Number of the job. */
  readonly id: number;
  /** As in `health()`: `mixpanel`, or `mixpanel#1f0c9a3b` of another bot or account. */
  readonly destination: string;
  /**
   * `waiting`: it is going to be asked; `asked`: it has begun, which may take weeks; `done`; `manual`:
   * it cannot be asked, `toDo` says what to do; `failed`: it refuses, `problem` says why.
   */
  readonly status: ErasureStatus;
  /** Ids by which it knows the user, where somebody has to do it. */
  readonly ids?: DestinationIds | undefined;
  readonly toDo?: string | undefined;
  readonly problem?: string | undefined;
  /** By the system's clock. */
  readonly requestedAt: EpochMs;
  readonly updatedAt: EpochMs;
}

export interface ErasureDeskDeps {
  readonly store: Pick<PeopleStore, 'erasure' | 'deriveKey'>;
  /** Of the bot, or as much as the environment says of them. */
  readonly settings: RecorderSettings;
  /** Whether a destination can be asked; `undefined`: who would ask it is not here. */
  readonly canAsk: (key: string) => boolean | undefined;
}

export interface ErasureDesk {
  /**
   * @param at by the bot's clock
   * @throws AnalyticsError `STORE_UNAVAILABLE`
   */
  forget(person: AudiencePerson, at: EpochMs): Promise<Erased>;
  /** The latest first. */
  list(): Promise<readonly DestinationErasure[]>;
}

/** What is on its way at the moment of an erasure has arrived by then, or never will. */
const ON_ITS_WAY_MS = MINUTE_MS;

/** Opens the desk of a store. */
export function erasureDesk(deps: ErasureDeskDeps): ErasureDesk {
  const { erasure } = deps.store;
  return {
    async forget(person, at) {
      const now = Date.now();
      const { found, removed, jobs } = await erasure.forget({
        person,
        at,
        now,
        ordersFor: (destinations, known) => ordersFor(deps, { destinations, known, now }),
      });
      const told = jobs.map((job) => toldOf(deps, job));
      const destinations = Object.fromEntries(told.map((each) => [each.destination, each]));
      return { found, removed, scrubbed: false, destinations };
    },
    list: async () => (await erasure.jobs()).map((job) => toldOf(deps, job)),
  };
}

interface Asked {
  readonly destinations: readonly string[];
  readonly known: KnownPerson;
  readonly now: EpochMs;
}

function ordersFor(
  deps: ErasureDeskDeps,
  { destinations, known, now }: Asked,
): readonly ErasureOrder[] {
  const { settings, store, canAsk } = deps;
  return destinations.flatMap((key): ErasureOrder[] => {
    if (destinations.includes(eventsOf(key))) return []; // who deletes events deletes profiles as well
    const own = ownOf(settings, key);
    const shape = own && shapeOf(own, settings);
    const ids = knownAs(key, known, { deriveKey: (purpose) => store.deriveKey(purpose), shape });
    if (Object.keys(ids).length === 0) return [];
    const isSending = known.sending.some((each) => each === key || eventsOf(each) === key);
    return [
      {
        destination: key,
        ids,
        status: canAsk(key) === false ? 'manual' : 'waiting',
        nextAttemptAt: isSending ? now + ON_ITS_WAY_MS : now,
      },
    ];
  });
}

/** The destination that gets the events of the same account, of one that gets profiles; else nothing. */
function eventsOf(key: string): string {
  const [, account] = /^mixpanel_profiles#(.*)$/.exec(key) ?? [];
  return account === undefined ? '' : `mixpanel#${account}`;
}

function ownOf({ destinations, interpret }: RecorderSettings, key: string) {
  return destinations.find((each) => outboxKey(each, interpret.botId) === key);
}

function toldOf({ settings, canAsk }: ErasureDeskDeps, job: ErasureJob): DestinationErasure {
  const { id, destination: key, status, problem, requestedAt, updatedAt } = job;
  const own = ownOf(settings, key);
  const isStrange = status === 'waiting' && canAsk(key) === undefined;
  const isOpen = status === 'manual' || status === 'failed' || isStrange;
  const toDo = isStrange ? `${STRANGER}: ${byHand(key)}` : byHand(key);
  return {
    id,
    destination: own?.name ?? key,
    status,
    ...present({ problem, ...(isOpen && { ids: job.ids, toDo }) }),
    requestedAt,
    updatedAt,
  };
}

const STRANGER = 'The bot that has this destination asks by itself while it runs, if it can; else';
