/** How long things are kept: what the developer may say, and what becomes of it. */

/**
 * For how long what is kept: whole days (UTC), or `Infinity` for ever. A job removes what is older, once
 * a day; what it frees in a SQLite file is used again, so that the file stops growing.
 */
export interface RetentionOptions {
  /**
   * Events, and with them dead letters: what a recount, the outbox and the view `v1_events` work with; no
   * report reads them. An event that a destination has not settled stays until it has. From 1 day.
   * @defaultValue 90
   */
  readonly eventsDays?: number | undefined;
  /**
   * Hours for which an activity that came in live is known again if the channel delivers it once more.
   * Those of an import are known for ever. From 24 hours.
   * @defaultValue 48
   */
  readonly seenActivitiesHours?: number | undefined;
  /**
   * What was said last in a conversation that is silent for so long: the last turns, the bot's last
   * messages with their buttons, and, once their events are gone too, votes that it asked for in vain.
   * What has been counted stays. Kept in any case: who was welcomed, which dialogs are open, handovers
   * that go on, and votes that were given. So only the first answer after that silence is looked at with less knowledge: a button of
   * such an old message is no click any more (its message counts all the same), and a first vote on
   * one counts at its own time. From 2 days.
   * @defaultValue 90
   */
  readonly conversationsDays?: number | undefined;
  /**
   * The words of a text (option `captureText`) that nobody has sent for so long; how often it was sent
   * stays counted. From 1 day.
   * @defaultValue Infinity
   */
  readonly textsDays?: number | undefined;
  /**
   * Sessions that ended so long ago, with their topics, results, actions, ratings and handovers: reports
   * about sessions know nothing of that time any more. Not less than `eventsDays`.
   * @defaultValue Infinity
   */
  readonly sessionsDays?: number | undefined;
  /**
   * Counters by the quarter-hour: messages, active users, intents, dialogs, clicks, phrases, response
   * times. Reports about that time answer 0; when a user was seen first stays known. Not less than
   * `eventsDays`.
   * @defaultValue Infinity
   */
  readonly rollupsDays?: number | undefined;
}

/** For how long what is kept, after checking; `Infinity` = for ever. */
export type RetentionSettings = Readonly<Record<keyof RetentionOptions, number>>;

export const DEFAULT_RETENTION: RetentionSettings = {
  eventsDays: 90,
  seenActivitiesHours: 48,
  conversationsDays: 90,
  textsDays: Infinity,
  sessionsDays: Infinity,
  rollupsDays: Infinity,
};
