/** `createBotAnalytics()`: checks the options, wires the stages, owns flush and close. */

import { createCapture } from './capture/middleware.ts';
import type { AnalyticsMiddleware } from './capture/sdk.ts';
import type { TurnAnalytics } from './capture/turn-analytics.ts';
import type { ExportResult } from './export/job.ts';
import type { ExportOptions } from './export/options.ts';
import type { Validation } from './forward/validate/check.ts';
import type { Health } from './model/health.ts';
import type { AnalyticsOptions } from './model/options.ts';
import { resolveOptions } from './model/resolve.ts';
import { reports } from './report/reports.ts';
import type { Reports } from './report/reports.ts';
import { audience } from './runtime/audience.ts';
import type { Audience } from './runtime/audience.ts';
import { idSource } from './runtime/ids.ts';
import { outboxFunctions } from './runtime/outbox-functions.ts';
import type { OutboxFunctions } from './runtime/outbox-functions.ts';
import { CLOSE_TIMEOUT_MS, pipeline } from './runtime/pipeline.ts';
import type { FlushOptions, Leftover } from './runtime/pipeline.ts';
import { problems } from './runtime/problems.ts';

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
  /**
   * Says in plain words what is set up and whether it works: the store, and every destination, active
   * or not. What destinations are asked they do not count, and they have 10 seconds for an answer. No
   * secret is in what it says.
   * @throws AnalyticsError `CLOSED`
   */
  validate(): Promise<Validation>;
  /** Settles when all that was received is recorded, or the time is over; says what is left. */
  flush(options?: FlushOptions): Promise<Leftover>;
  /** The books: what became of every fact and of every event. */
  health(): Promise<Health>;
  /**
   * Records what waits and stops; idempotent, never rejects. What destinations have not got yet
   * stays in the store for the next start.
   * @param options.timeoutMs longest wait, 5,000 by default
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
  const { hooks, recorder, clock } = resolved;
  const told = problems(hooks);
  const stages = pipeline(resolved, told);
  const capture = createCapture({
    clock,
    newId: idSource(),
    sink: stages.sender.add,
    dropped: stages.sender.dropped,
    notice: stages.sender.notice,
    onError: told.report,
    isTest: hooks.isTest,
    redact: resolved.redact,
    captureNames: resolved.captureNames,
    identify: hooks.identify,
    consent: hooks.consent,
    clientInfo: hooks.clientInfo,
    handoverSign: hooks.handoverSign,
    acknowledgeFeedback: resolved.acknowledgeFeedback,
    registryKey: JSON.stringify([recorder.store, recorder.interpret.botId]),
  });
  return {
    middleware: capture.middleware,
    of: (context) => capture.of(context),
    reports: reports((name, reportOptions) => stages.report(name, reportOptions)),
    export: (exportOptions) => stages.export(exportOptions),
    audience: audience((person, profile) => stages.setProfile(person, profile)),
    outbox: outboxFunctions((question) => stages.outbox(question)),
    validate: () => stages.validate(),
    flush: (flushOptions) => stages.flush(flushOptions),
    health: () => stages.health(),
    close({ timeoutMs = CLOSE_TIMEOUT_MS } = {}) {
      capture.close();
      return stages.close(timeoutMs);
    },
  };
}
