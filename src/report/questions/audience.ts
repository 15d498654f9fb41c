/** Report `audience`: who has ever talked to the bot or heard of it, the most recently seen first (R1). */

import * as z from 'zod';

import { present } from '../../model/present.ts';
import type { EpochMs } from '../../model/time.ts';
import type {
  AudienceCounts,
  AudiencePosition,
  AudienceQuery,
  AudienceRow,
} from '../../record/audience.ts';
import type { ReportReads } from '../../record/reads.ts';
import { isoOf } from '../answer.ts';
import { invalidOptions } from '../issues.ts';
import type { OneOrMany, RangeOptions } from '../options.ts';
import { listOf, oneOrMany, rangeShape, spanShape, text } from '../options.ts';
import type { Report } from '../question.ts';
import type { Range } from '../time/range.ts';
import { resolveRange } from '../time/range.ts';
import { isFromSource } from '../sources.ts';
import { zoneNamed } from '../time/zone.ts';

const ORDERS = ['recent', 'stable'] as const;

/** Options of the report `audience`. All may be left out: then it is about everybody. */
export interface AudienceOptions extends Pick<
  RangeOptions,
  'from' | 'to' | 'period' | 'source' | 'channel' | 'timezone' | 'includeTest'
> {
  /** Users with this tag, or with any of these. */
  readonly tag?: OneOrMany | undefined;
  /** Users with this role, or with any of these. */
  readonly role?: OneOrMany | undefined;
  /** Subscribers only, or the others only. */
  readonly subscriber?: boolean | undefined;
  /** Part of the name, without regard to case. Nobody is found where names are not kept. */
  readonly search?: string | undefined;
  /**
   * `recent`: the last seen first; who acts while one turns the pages moves to the front, and is not
   * met again. `stable`: by when they were first known, which nobody's acts change: for exports.
   * @defaultValue `'recent'`
   */
  readonly order?: (typeof ORDERS)[number] | undefined;
  /**
   * Rows of one answer: 1 to 1,000.
   * @defaultValue 100
   */
  readonly limit?: number | undefined;
  /** `nextCursor` of the answer before, to be given together with the same filters. */
  readonly cursor?: string | undefined;
}

/** A user on a channel. One who is on two channels has two rows, with the same `user` and profile if `identify` made them one. */
export interface AudienceUser {
  /** Pseudonym by which destinations know the user too; `null` after an erasure. */
  readonly user: string | null;
  /** Base channel (R1's provider). */
  readonly channel: string;
  /** As the channel told it last; `null` where names are not kept. */
  readonly name: string | null;
  /** First and last act on the channel, ISO 8601; `null` for one who has only received. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** Messages that the user sent, ever; R1's "Messages" is `received + sent`. */
  readonly received: number;
  /** Messages that reached the user, ever. */
  readonly sent: number;
  /** Sessions, ever. */
  readonly sessions: number;
  /** Pseudonym of the conversation in which they were seen last. */
  readonly lastConversation: string | null;
  readonly tags: readonly string[];
  readonly role: string | null;
  readonly traits: Readonly<Record<string, string | number | boolean>>;
  readonly subscriber: boolean;
}

/** Over all rows that the filters let through, on whichever page. */
export interface AudienceSummary extends AudienceCounts {}

/** The filters of an answer; those not given are absent. */
export interface AudienceFilters {
  readonly source?: readonly string[];
  readonly channel?: readonly string[];
  readonly tag?: readonly string[];
  readonly role?: readonly string[];
  readonly subscriber?: boolean;
  readonly search?: string;
}

/** A page of the audience. */
export interface AudiencePage {
  readonly report: 'audience';
  /** Range in which the users were seen last; absent if none was asked for. */
  readonly from?: string;
  readonly to?: string;
  readonly timezone: string;
  readonly filters: AudienceFilters;
  readonly data: readonly AudienceUser[];
  /** There is more: the `cursor` of the next page. */
  readonly nextCursor?: string;
}

/** The first page, and what is to be said of all of them. */
export interface AudienceReport extends AudiencePage {
  /** Rows of test traffic that the filters let through and that were left out; absent if none were. */
  readonly testHidden?: number;
  readonly summary: AudienceSummary;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;

const schema = z.strictObject({
  ...spanShape,
  source: rangeShape.source,
  channel: rangeShape.channel,
  tag: oneOrMany.optional(),
  role: oneOrMany.optional(),
  subscriber: z.boolean({ error: 'is neither true nor false' }).optional(),
  search: text.optional(),
  timezone: rangeShape.timezone,
  includeTest: rangeShape.includeTest,
  limit: z
    .int({ error: 'is no whole number' })
    .min(1, `is less than 1`)
    .max(MAX_LIMIT, `is more than ${MAX_LIMIT}: ask for the next page by \`cursor\``)
    .optional(),
  cursor: text.optional(),
  order: z.enum(ORDERS).optional(),
}) satisfies z.ZodType<unknown, AudienceOptions>;

/** @internal */
export const audience: Report = { schema, run };

async function run(
  reads: ReportReads,
  options: AudienceOptions,
  now: EpochMs,
): Promise<AudiencePage | AudienceReport> {
  const { limit = DEFAULT_LIMIT, cursor, order = 'recent' } = options;
  const after = cursor === undefined ? undefined : positionOf(cursor, order);
  const range = await rangeOf(reads, options, now);
  const query = await queryOf(reads, options, range);
  const rows = await reads.audience.page({ ...query, order, limit: limit + 1, after });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  const page: AudiencePage = {
    report: 'audience',
    ...(range && { from: isoOf(range.from), to: isoOf(range.to) }),
    timezone: options.timezone ?? 'UTC',
    filters: filtersOf(options),
    data: shown.map(userOf),
    ...(last && { nextCursor: cursorOf(last, order) }),
  };
  return after ? page : { ...page, ...(await wholeOf(reads, query)) };
}

/** What is the same on every page is told, and counted, once. */
async function wholeOf(
  reads: ReportReads,
  query: AudienceQuery,
): Promise<Pick<AudienceReport, 'testHidden' | 'summary'>> {
  const hidden = await reads.audience.testHidden(query);
  const summary = await reads.audience.counts(query);
  return { ...(hidden > 0 && { testHidden: hidden }), summary };
}

async function rangeOf(
  reads: ReportReads,
  options: AudienceOptions,
  now: EpochMs,
): Promise<Range | undefined> {
  const { from, to, period, timezone = 'UTC' } = options;
  if (from === undefined && to === undefined && period === undefined) return undefined;
  const zone = zoneNamed(timezone);
  return resolveRange(options, { zone, now, firstFactAt: () => reads.firstFactAt() });
}

async function queryOf(
  reads: ReportReads,
  options: AudienceOptions,
  range: Range | undefined,
): Promise<AudienceQuery> {
  const { tag, role, subscriber, search, includeTest = false } = options;
  return {
    channels: await channelsOf(reads, options),
    tags: listOf(tag),
    roles: listOf(role),
    subscriber,
    search,
    from: range?.from,
    to: range?.to,
    includeTest,
  };
}

/** Channels that both filters let through. */
async function channelsOf(
  reads: ReportReads,
  options: AudienceOptions,
): Promise<readonly string[] | undefined> {
  const [channels, sources] = [listOf(options.channel), listOf(options.source)];
  if (!sources) return channels;
  const wanted = channels ?? (await reads.audience.channels());
  return wanted.filter((channel) => sources.some((source) => isFromSource(channel, source)));
}

function filtersOf(options: AudienceOptions): AudienceFilters {
  const { subscriber, search } = options;
  return present({
    source: listOf(options.source),
    channel: listOf(options.channel),
    tag: listOf(options.tag),
    role: listOf(options.role),
    subscriber,
    search,
  });
}

function userOf(row: AudienceRow): AudienceUser {
  const { key, channel, name, firstAt, lastAt, received, sent, sessions } = row;
  const { lastConversation, tags, role, traits, subscriber } = row;
  return {
    user: key,
    channel,
    name,
    firstAt: firstAt === null ? null : isoOf(firstAt),
    lastAt: lastAt === null ? null : isoOf(lastAt),
    received,
    sent,
    sessions,
    lastConversation,
    tags,
    role,
    traits,
    subscriber,
  };
}

// ---- cursors -----------------------------------------------------------------------------------

type Order = (typeof ORDERS)[number];

const position = z.tuple([z.enum(ORDERS), z.int().min(-1), z.int().min(1), z.string()]);

/**
 * Names the row after which the next page begins, by its place in the order: who acts meanwhile
 * moves before it, so that nobody comes twice and nobody else is missed.
 */
function cursorOf({ lastAt, user, channel }: AudienceRow, order: Order): string {
  return Buffer.from(JSON.stringify([order, lastAt ?? -1, user, channel])).toString('base64url');
}

/** @throws AnalyticsError `INVALID_REPORT_OPTIONS` if it is no cursor of ours */
function positionOf(cursor: string, wanted: Order): AudiencePosition {
  const parsed = position.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success || parsed.data[0] !== wanted) {
    const problem =
      'is no `nextCursor` of an answer in this order: leave it out for the first page';
    throw invalidOptions([{ path: 'cursor', value: cursor, problem }]);
  }
  const [, lastAt, user, channel] = parsed.data;
  return { lastAt, user, channel };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
