/**
 * What capture needs of a bot SDK, structurally: the `TurnContext` of botbuilder 4.23 and of
 * `@microsoft/agents-hosting` 1.8 both fit, and neither is imported (a type test keeps it so).
 */

/** The state that lives as long as the turn: a `Map` in both SDKs. Throws once the turn is over. */
interface TurnStateLike {
  get(key: unknown): unknown;
  set(key: unknown, value: unknown): unknown;
}

/**
 * Something that stands in the way of what the bot sends. `next` sends it; what `next` answers has
 * to be returned unchanged.
 */
type ActivitiesHandler = <Answer>(
  context: unknown,
  activities: unknown[],
  next: () => Promise<Answer>,
) => Promise<Answer>;

/** The same for one activity (an update) or one conversation reference (a delete). */
type ActivityHandler = <Answer>(
  context: unknown,
  subject: unknown,
  next: () => Promise<Answer>,
) => Promise<Answer>;

/** A turn as the SDK hands it to a middleware. */
export interface TurnContextLike {
  readonly activity: unknown;
  readonly turnState: TurnStateLike;
  onSendActivities(handler: ActivitiesHandler): unknown;
  onUpdateActivity(handler: ActivityHandler): unknown;
  onDeleteActivity(handler: ActivityHandler): unknown;
}

/** What `adapter.use` of both SDKs takes. Register it first: it sees what was registered after it. */
export interface AnalyticsMiddleware {
  onTurn(context: TurnContextLike, next: () => Promise<void>): Promise<void>;
}
