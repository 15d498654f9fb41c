/** As whom a destination knows a person: by the same ids that its events carry. */

import { FIRST_SHAPE } from '../../model/payload-shape.ts';
import type { PayloadShape } from '../../model/payload-shape.ts';
import type { DestinationIds, KnownPerson } from '../../record/erasure.ts';
import { userIdOf } from '../destinations/ga4.ts';
import { identityOf } from '../destinations/mixpanel-identity.ts';
import { clientId, deviceId, pseudonyms, uuidV4 } from '../destinations/pseudonym.ts';
import type { Belonging, Pseudonyms } from '../destinations/pseudonym.ts';

export interface KnownAsDeps {
  /** Derives a key of its own for a purpose from the store's. */
  readonly deriveKey: (purpose: string) => string;
  /** What its payloads are made by now, as far as that is known. */
  readonly shape?: PayloadShape | undefined;
}

/**
 * Returns the ids of a person at a destination, each list by its own words for it; lists without an id
 * are left out.
 * @param key of the destination in the outbox: `mixpanel#1f0c9a3b`
 */
export function knownAs(key: string, person: KnownPerson, deps: KnownAsDeps): DestinationIds {
  const [name = key] = key.split('#', 1);
  const { idsOf, purpose } = KINDS[name] ?? { idsOf: customIds, purpose: `custom ${name}` };
  const names = pseudonyms(deps.deriveKey(purpose));
  const found = new Map<string, Set<string>>();
  for (const shape of shapesOf(key, person, deps)) {
    for (const [word, ids] of Object.entries(idsOf(belongingsOf(person, shape), names))) {
      const known = found.get(word) ?? new Set();
      for (const id of ids) if (id !== undefined) known.add(id);
      found.set(word, known);
    }
  }
  const lists = [...found].filter(([, ids]) => ids.size > 0).map(([word, ids]) => [word, [...ids]]);
  return Object.fromEntries(lists) as DestinationIds;
}

/** What its payloads are made by, and were, as far as that is known. */
function shapesOf(
  key: string,
  { shapes }: KnownPerson,
  { shape }: KnownAsDeps,
): readonly PayloadShape[] {
  const evident = [...(shape ? [shape] : []), ...(shapes[key] ?? [])];
  return evident.length > 0 ? evident : ANY_SHAPE;
}

/** Of a destination whose settings are not known here: better an id too many than one too few. */
const ANY_SHAPE: readonly PayloadShape[] = (['simplified', 'original'] as const).flatMap(
  (idMerge) =>
    (['pseudonym', 'raw'] as const).map((userId) => ({ ...FIRST_SHAPE, idMerge, userId })),
);

/** Events that would carry the ids of a person. */
interface Belongings {
  /** Of the channels' users, and of nobody in conversations that were theirs. */
  readonly devices: readonly Belonging[];
  /** Of somebody whom the bot's code has named. */
  readonly named: readonly Belonging[];
  readonly conversations: readonly Belonging[];
}

type Ids = Readonly<Record<string, readonly (string | undefined)[]>>;

interface Kind {
  /** What its key is derived for. */
  readonly purpose: string;
  readonly idsOf: (belongings: Belongings, names: Pseudonyms) => Ids;
}

const KINDS: Readonly<Record<string, Kind>> = {
  mixpanel: { purpose: 'mixpanel', idsOf: mixpanelIds },
  mixpanel_profiles: { purpose: 'mixpanel', idsOf: mixpanelIds },
  ga4: { purpose: 'ga4', idsOf: ga4Ids },
  ua: { purpose: 'ua', idsOf: uaIds },
};

function mixpanelIds({ devices, named }: Belongings, names: Pseudonyms): Ids {
  return {
    distinctIds: [
      ...devices.map((each) => identityOf(each, names).distinctId),
      ...named.map((each) => identityOf(each, names).userId),
    ],
  };
}

function ga4Ids({ devices, named }: Belongings, names: Pseudonyms): Ids {
  return {
    clientIds: devices.map((each) => clientId(names.device(each))),
    userIds: named.map((each) => userIdOf(each, names)),
  };
}

function uaIds({ devices, named }: Belongings, names: Pseudonyms): Ids {
  return {
    clientIds: devices.map((each) => uuidV4(names.device(each))),
    userIds: named.map((each) => names.userId(each)),
  };
}

function customIds({ devices, named, conversations }: Belongings, names: Pseudonyms): Ids {
  const users = devices.filter(({ userKey }) => userKey !== undefined);
  return {
    userKeys: users.map((each) => deviceId(names.device(each))),
    userIds: named.map((each) => names.userId(each)),
    conversationKeys: conversations.map((each) => names.conversation(each)),
  };
}

function belongingsOf(person: KnownPerson, shape: PayloadShape): Belongings {
  const { members, identities, rawIds, anonymous, conversations } = person;
  const event = { turnId: '' };
  const inConversation = (conversationKey: string): Belonging => ({
    event,
    shape,
    conversationKey,
  });
  const namedAs = rawIds.length > 0 ? rawIds : [undefined];
  return {
    devices: [
      ...members.map((userKey) => ({ event, shape, userKey })),
      ...anonymous.map(inConversation),
    ],
    named: identities.flatMap((key) =>
      namedAs.map((rawId) => ({ event, shape, identity: { key, rawId } })),
    ),
    conversations: conversations.map(inConversation),
  };
}
