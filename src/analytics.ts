/** `createBotAnalytics()`: checks the options, wires the stages, owns flush and close. */

import { createCapture } from './capture/middleware.ts';
import type { Capture } from './capture/middleware.ts';
import type { AnalyticsMiddleware } from './capture/sdk.ts';
import type { TurnAnalytics } from './capture/turn-analytics.ts';
import type { ExportResult } from './export/job.ts';
import type { ExportOptions } from './export/options.ts';
import type { Validation } from './forward/validate/check.ts';
import type { Health } from './model/health.ts';
import type { AnalyticsOptions } from './model/options.ts';
import { resolveOptions } from './model/resolve.ts';
import type { ResolvedOptions } from './model/resolve.ts';
import { identityOf } from './model/store-path.ts';
import type { BackupResult } from './record/store.ts';
import type { Recount } from './record/maintenance.ts';
import { prometheusText } from './report/prometheus.ts';
import { reports } from './report/reports.ts';
import type { Reports } from './report/reports.ts';
import { audience, checkedPerson } from './runtime/audience.ts';
import type { Audience, AudienceKey } from './runtime/audience.ts';
import { checkedPath } from './runtime/checked-path.ts';
import type { DestinationErasure, Erased } from './runtime/erasure-desk.ts';
import { destinationFunctions } from './runtime/destination-functions.ts';
import type { DestinationFunctions } from './runtime/destination-functions.ts';
import { idSource } from './runtime/ids.ts';
import { outboxFunctions } from './runtime/outbox-functions.ts';
import type { OutboxFunctions } from './runtime/outbox-functions.ts';
import { CLOSE_TIMEOUT_MS, pipeline } from './runtime/pipeline.ts';
import type { FlushOptions, Leftover, Pipeline } from './runtime/pipeline.ts';
import { problems } from './runtime/problems.ts';
import type { Problems } from './runtime/problems.ts';
import { recountSpan } from './runtime/recount-options.ts';
import type { RecountOptions } from './runtime/recount-options.ts';
import { settingsSummary, withWebPorts } from './runtime/web-ports.ts';

/** The plug-in, as a bot uses it. */
export interface BotAnalytics {
  /** For `adapter.use(analytics.middleware)`, in both SDKs: first in the chain. */
  readonly middleware: AnalyticsMiddleware;
  /**
   * The turn of a context, or without one the turn that the calling code runs in. Outside of a turn
   * its methods do nothing and are counted `no_turn`. Never throws.
   */
  of(context?: unknown): TurnAnalytics;
  /** The local rollup query helper: any range, filter and time zone. */
  readonly reports: Reports;
  /**
   * Writes reports into files, off the bot's thread: `{ reports: ['users', 'messages'], format: 'xlsx',
   * to: 'october.xlsx', period: 'lastMonth' }`. Says which files, and how many rows they have.
   * @throws AnalyticsError `UNKNOWN_REPORT`, `INVALID_REPORT_OPTIONS`, `EXPORT_UNWRITABLE`, `EXPORT_TOO_LARGE`
   */
  export(options: ExportOptions): Promise<ExportResult>;
  /** What the bot's code, or its team, says about users: tags, role, traits, subscription. */
  readonly audience: Audience;
  /** What waits for destinations and what died on the way: look at it, send it again, drop it. */
  readonly outbox: OutboxFunctions;
  /** The built-in destinations while the bot runs: what holds, and to switch and set them up without a restart. */
  readonly destinations: DestinationFunctions;
  /**
   * Says in plain words what is set up and whether it works: the store, and every destination, active
   * or not. What destinations are asked they do not count, and they have 10 seconds for an answer. No
   * secret is in what it says.
   * @throws AnalyticsError `CLOSED`
   */
  validate(): Promise<Validation>;
  /**
   * Erases a user from everything, under all names and on all channels that `identify` has made one:
   * pseudonyms, names, profile, texts that nobody else has said, conversations, events, what waits for
   * destinations. A number that leads to nobody stays, so that no count of a report changes. What is
   * told of them late from before is not recorded (`dropped`, reason `forgotten`).
   *
   * Destinations are asked to erase them, or the answer says what is to be done by hand. Resolves when
   * the store is done, after all turns that came before; waits up to 10 s for a store that is locked.
   * @throws AnalyticsError `INVALID_OPTIONS` (`details.issues` lists every wrong field),
   *   `STORE_UNAVAILABLE`, `CLOSED`
   */
  forget(user: AudienceKey): Promise<Erased>;
  /**
   * What destinations were asked to erase, and what has become of it, the latest first.
   * @throws AnalyticsError `STORE_UNAVAILABLE`, `CLOSED`
   */
  erasures(): Promise<readonly DestinationErasure[]>;
  /**
   * Copies the store, as it is at this moment, into a file that is not there yet, while recording goes
   * on; checks the copy before it gets its name. A bot can be started with it.
   * @throws AnalyticsError `INVALID_OPTIONS`, `BACKUP_FAILED`, `BACKUP_UNSUPPORTED`, `CLOSED`, `STORE_…`
   */
  backup(file: string): Promise<BackupResult>;
  /**
   * Compares what was counted with the events that are kept, for the days (UTC) whose events are all
   * kept, and puts it right if that is wanted: `{ from: '2026-10-01', to: '2026-10-31', repair: true }`.
   * Counters, labels, active users, response times, phrases and the marks of sessions are compared; the
   * sums of users and of sessions, and handovers, which go over several days, are not. It runs off the
   * bot's thread, one day after the other; recording waits while a day is replaced.
   * @throws AnalyticsError `INVALID_OPTIONS`, `CLOSED`, `STORE_…`
   */
  recount(options?: RecountOptions): Promise<Recount>;
  /** Settles when all that was received is recorded, or the time is over; says what is left. */
  flush(options?: FlushOptions): Promise<Leftover>;
  /**
   * The books: what became of every fact and of every event. While the store is being opened for the
   * first time it waits for that, for ten seconds at most.
   */
  health(): Promise<Health>;
  /**
   * The same in the text format of Prometheus, to be answered as `text/plain; version=0.0.4; charset=utf-8`.
   * Labels are names of destinations, states and codes of reasons: nothing that comes from users. What
   * is not known, as the store is not open, is left out. Never rejects.
   */
  metrics(): Promise<string>;
  /**
   * Records what waits and stops; idempotent, never rejects. What destinations have not got yet
   * stays in the store for the next start.
   * @param options.timeoutMs longest wait, 5,000 by default; where a thread hangs, half a second more
   */
  close(options?: { readonly timeoutMs?: number | undefined }): Promise<Leftover>;
}

/**
 * Makes the plug-in; one per bot and process. Environment variables `BOT_ANALYTICS_…` stand in for
 * options that are left out.
 * @throws AnalyticsError `INVALID_OPTIONS`; `details.issues` lists every wrong field
 */
export function createBotAnalytics(options: AnalyticsOptions = {}): BotAnalytics {
  const resolved = resolveOptions(options, process.env);
  const told = problems(resolved.hooks);
  const stages = pipeline(resolved, told);
  const capture = captureOf(resolved, stages, told);
  const destinations = destinationFunctions(stages);
  const analytics: BotAnalytics = {
    middleware: capture.middleware,
    of: (context) => capture.of(context),
    reports: reports((name, reportOptions) => stages.report(name, reportOptions)),
    export: (exportOptions) => stages.export(exportOptions),
    audience: audience((person, profile) => stages.setProfile(person, profile)),
    outbox: outboxFunctions((question) => stages.outbox(question)),
    destinations,
    validate: () => stages.validate(),
    forget: async (user) => stages.forget(checkedPerson(user)),
    erasures: () => stages.erasures(),
    backup: async (file) => stages.backup(checkedPath(file)),
    recount: async (span) => stages.recount(recountSpan(span)),
    flush: (flushOptions) => stages.flush(flushOptions),
    health: () => stages.health(),
    metrics: async () => prometheusText(await stages.health()),
    close({ timeoutMs = CLOSE_TIMEOUT_MS } = {}) {
      capture.close();
      return stages.close(timeoutMs);
    },
  };
  return withWebPorts(analytics, {
    access: stages.access,
    destinations,
    deriveKey: stages.deriveKey,
    report: stages.report,
    export: stages.export,
    segments: stages.segments,
    onError: told.report,
    settings: settingsSummary(resolved),
  });
}

function captureOf(
  { hooks, recorder, clock, ...options }: ResolvedOptions,
  { sender }: Pipeline,
  { report }: Problems,
): Capture {
  return createCapture({
    clock,
    newId: idSource(),
    sink: sender.add,
    dropped: sender.dropped,
    notice: sender.notice,
    onError: report,
    isTest: hooks.isTest,
    redact: options.redact,
    captureNames: options.captureNames,
    identify: hooks.identify,
    consent: hooks.consent,
    clientInfo: hooks.clientInfo,
    handoverSign: hooks.handoverSign,
    acknowledgeFeedback: options.acknowledgeFeedback,
    registryKey: JSON.stringify([identityOf(recorder.store), recorder.interpret.botId]),
  });
}
