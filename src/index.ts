/** The public names, one by one. */

import type { SqliteDescriptor } from './model/settings.ts';

export { createBotAnalytics } from './analytics.ts';
export { AnalyticsError } from './model/errors.ts';

export type { BotAnalytics } from './analytics.ts';
export type { AnalyticsMiddleware, TurnContextLike } from './capture/sdk.ts';
export type {
  ClickDetails,
  FeedbackOptions,
  HandoverOptions,
  RecognizedOptions,
  TurnAnalytics,
} from './capture/turn-analytics.ts';
export type { ExportedReport, ExportFormat, ExportResult } from './export/job.ts';
export type { ExportOptions } from './export/options.ts';
export type { ErrorCode } from './model/errors.ts';
export type { Health } from './model/health.ts';
export type {
  ActivityView,
  AnalyticsOptions,
  ClientInfo,
  Logger,
  ThresholdOptions,
} from './model/options.ts';
export type {
  CustomDestination,
  DeliveryContext,
  DeliveryRejection,
  DeliveryResult,
  DestinationData,
  DestinationEvent,
  DestinationEventBase,
  ForgetResult,
  ForgottenUser,
} from './model/custom-destination.ts';
export type {
  AdConsent,
  GoogleAnalyticsOptions,
  MixpanelOptions,
  MixpanelServiceAccount,
  OutboxOptions,
} from './model/destination-options.ts';
export type { CheckStatus, Validation, ValidationCheck } from './forward/validate/check.ts';
export type { PropertyValue } from './model/call.ts';
export type { EventData, EventKind, ForwardableKind } from './model/event.ts';
export type { DialogForm, EventNaming, IdMerge, UserIdMode } from './model/payload-shape.ts';
export type { PasswordFunction, PostgresOptions, PostgresStore } from './model/postgres-options.ts';
export type { RetentionOptions } from './model/retention.ts';
export type {
  CaptureText,
  Clock,
  Durability,
  SqliteDescriptor,
  TlsSettings,
} from './model/settings.ts';
export type { Consent, HandoverSign } from './model/turn.ts';
export type * from './report/public.ts';
export type { AudienceProfile } from './record/audience.ts';
export type { DestinationIds, ErasureStatus, Removed } from './record/erasure.ts';
export type { Recount, RecountedDay, RecountedTable, RollupTable } from './record/maintenance.ts';
export type { DeadLetter, WaitingCounts } from './record/outbox.ts';
export type { BackupResult } from './record/store.ts';
export type { Audience, AudienceKey, AudienceMember } from './runtime/audience.ts';
export type {
  DestinationField,
  DestinationSetting,
  FieldSource,
} from './runtime/destination-desk.ts';
export type {
  DestinationChanges,
  DestinationFunctions,
  SettableOptions,
} from './runtime/destination-functions.ts';
export type { FieldValue } from './runtime/masking.ts';
export type { DestinationErasure, Erased } from './runtime/erasure-desk.ts';
export type { OutboxDropped, OutboxList, OutboxRetried } from './runtime/outbox-desk.ts';
export type {
  OutboxDropOptions,
  OutboxFunctions,
  OutboxListOptions,
  OutboxRetryOptions,
} from './runtime/outbox-functions.ts';
export type { FlushOptions, Leftover } from './runtime/pipeline.ts';
export type { RecountOptions } from './runtime/recount-options.ts';

/**
 * Names a SQLite store: one file, for the processes of one machine.
 * @param options.path file, created if missing; `:memory:` for tests
 */
export function sqlite(options: { readonly path: string }): SqliteDescriptor {
  return { kind: 'sqlite', options };
}
