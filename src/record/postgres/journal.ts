/** The journal of events, as the outbox reads it. */

import { groupBy } from '../../model/group-by.ts';
import { FIRST_SHAPE } from '../../model/payload-shape.ts';
import type { PayloadShape } from '../../model/payload-shape.ts';
import type { Numbered } from '../delivering/events.ts';
import type { DeliveryRow, EventTime, JournalEventRow } from '../delivering/rows.ts';
import { userFacts, withUserFacts } from '../delivering/user-facts.ts';
import type { UserChannelRow } from '../delivering/user-facts.ts';
import type { OutboxEvent } from '../outbox.ts';
import type { SegmentIndex } from '../recording/segments.ts';
import type { Sql } from './connection.ts';
import { indexWith } from './segments.ts';
import { shapesOn } from './shapes.ts';

/** What a process remembers of the journal: what never changes. */
export interface Journal {
  /** Looks up what rows name by number. */
  numbered(
    sql: Sql,
    rows: readonly Pick<DeliveryRow, 'shape'>[],
    events: readonly JournalEventRow[],
  ): Promise<Numbered>;
}

/** Makes the memory of one process. */
export function journalOn(): Journal {
  const shapes = shapesOn();
  let segments: SegmentIndex | undefined;
  return {
    async numbered(sql, rows, events) {
      const index = await indexWith(sql, segments, new Set(events.map(({ segment }) => segment)));
      segments = index;
      const known = new Map<number | null, PayloadShape>();
      for (const number of new Set(rows.map(({ shape }) => shape))) {
        known.set(number, await shapes.shapeOf(sql, number));
      }
      return {
        shapeOf: (number) => known.get(number) ?? FIRST_SHAPE,
        segmentOf(number) {
          const segment = index.byId.get(number);
          if (!segment) throw new Error(`segment ${number} is missing`);
          return segment;
        },
      };
    },
  };
}

/** The channel's user stands for an event; where it was recorded before that was kept, the user's first. */
const EVENTS = `
  SELECT e.seq, e.id, e.kind, e.at, e.turn, e.act, e.segment, e."user",
    CASE WHEN e."user" IS NOT NULL THEN coalesce(p.member, u.key) END AS "userKey",
    CASE WHEN e.identified = 1 THEN u.identity END AS "identityKey", e.raw_id AS "rawId",
    c.key AS "conversationKey", s.id AS "sessionId", s.opened_at AS "sessionOpenedAt",
    e.since_previous_ms AS "sincePreviousMs", e.data
  FROM events e
    LEFT JOIN users u ON u.number = e."user"
    LEFT JOIN participants p ON p.number = e.participant
    LEFT JOIN conversations c ON c.number = e.conversation
    LEFT JOIN sessions s ON s.number = e.session
  WHERE e.seq = ANY($1) ORDER BY e.seq`;

/** Reads events by their place in the journal, those that are still there. */
export async function eventsAt(
  sql: Sql,
  seqs: readonly number[],
): Promise<readonly JournalEventRow[]> {
  return seqs.length === 0 ? [] : sql.query<JournalEventRow>(EVENTS, [seqs]);
}

/** When events happened, of those that are still there. */
export async function timesAt(sql: Sql, seqs: readonly number[]): Promise<readonly EventTime[]> {
  if (seqs.length === 0) return [];
  return sql.query<EventTime>('SELECT seq, at FROM events WHERE seq = ANY($1)', [seqs]);
}

// ---- what is known of users --------------------------------------------------------------------

interface UserRow extends Omit<UserChannelRow, 'channel'> {
  readonly user: number;
  /** Absent = the user was on no channel but in tests. */
  readonly channel: string | null;
  readonly traits: string | null;
}

/** Channels in the same order in every store. */
const USERS = `
  SELECT w.number AS "user", c.channel, c.first_act_at AS "firstActAt", c.last_act_at AS "lastActAt",
    c.received, c.sessions, p.traits
  FROM unnest($1::bigint[]) AS w (number)
    LEFT JOIN user_channels c ON c."user" = w.number AND c.test = 0
    LEFT JOIN user_profiles p ON p."user" = w.number
  ORDER BY c.channel COLLATE "C"`;

/** Adds to events what the store knows of their users. */
export async function withFactsOfUsers(
  sql: Sql,
  events: readonly OutboxEvent[],
): Promise<readonly OutboxEvent[]> {
  const wanted = new Set(events.flatMap(({ event: { user } }) => (user === undefined ? [] : user)));
  if (wanted.size === 0) return events;
  const rows = groupBy(await sql.query<UserRow>(USERS, [[...wanted]]), ({ user }) => user);
  return withUserFacts(events, (user) => {
    const own = rows.get(user) ?? [];
    const channels = own.flatMap(({ channel, ...row }) =>
      channel === null ? [] : [{ ...row, channel }],
    );
    return userFacts(channels, own[0]?.traits ?? undefined);
  });
}
