/**
 * What a bot's code can tell about the turn it runs in: one entry per method of the turn's API.
 *
 * Plain data, already checked by `capture/` (a wrong argument never gets here: it is counted
 * `invalid_call`). Words are clipped at {@link MAX_LABEL_LENGTH}.
 */

/** Longest topic, result, action, intent, dialog or event name that is kept. */
export const MAX_LABEL_LENGTH = 256;

export const HANDOVER_REASONS = ['direct', 'after_fallback', 'operator_button'] as const;
/** Why a human was asked for. */
export type HandoverReason = (typeof HANDOVER_REASONS)[number];

export const HANDOVER_VIAS = ['takeover', 'ticket'] as const;
/** How: a human takes the conversation over, or a ticket is written. */
export type HandoverVia = (typeof HANDOVER_VIAS)[number];

export const FEEDBACK_VOTES = ['positive', 'negative', 'neutral', 'none'] as const;
/** A vote on one bot message; `none` takes an earlier vote back. */
export type FeedbackVote = (typeof FEEDBACK_VOTES)[number];

export const CLICK_TYPES = ['quick_reply', 'card_button', 'link'] as const;
export type ClickType = (typeof CLICK_TYPES)[number];

export const DIALOG_OUTCOMES = ['completed', 'cancelled'] as const;
export type DialogOutcome = (typeof DIALOG_OUTCOMES)[number];

/** Values that `track` keeps: what every destination can carry. */
export type PropertyValue = string | number | boolean;

export type TurnCall =
  | { readonly name: 'recognized'; readonly intent?: string; readonly score?: number }
  | { readonly name: 'unrecognized'; readonly reason?: string }
  | { readonly name: 'setTopic'; readonly topic: string }
  | { readonly name: 'setResult'; readonly result: string }
  | { readonly name: 'recordAction'; readonly action: string }
  | { readonly name: 'setAutomated'; readonly automated: boolean }
  | { readonly name: 'rateCsat'; readonly score: number }
  | { readonly name: 'rateNps'; readonly score: number }
  | { readonly name: 'recordFeedback'; readonly vote: FeedbackVote; readonly messageId?: string }
  | {
      readonly name: 'requestHandover';
      readonly reason?: HandoverReason;
      readonly via?: HandoverVia;
    }
  | { readonly name: 'acceptHandover' }
  | { readonly name: 'failHandover' }
  | { readonly name: 'completeHandover' }
  | { readonly name: 'startDialog'; readonly dialog: string }
  | { readonly name: 'endDialog'; readonly dialog: string; readonly outcome: DialogOutcome }
  | {
      readonly name: 'recordClick';
      readonly type: ClickType;
      readonly title: string;
      readonly destination?: string;
    }
  | { readonly name: 'startSession' }
  | { readonly name: 'endSession' }
  | { readonly name: 'identify'; readonly userId: string }
  | {
      readonly name: 'track';
      readonly event: string;
      readonly properties: Readonly<Record<string, PropertyValue>>;
    };

export type TurnCallName = TurnCall['name'];
