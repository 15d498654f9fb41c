/** What is counted, and by what names. */

/** What is counted per quarter-hour and segment. */
export const MEASURES = [
  'received',
  'recognized',
  'unrecognized',
  'system',
  'sent',
  'sentByAgent',
  'signals',
  'turnsFailed',
] as const;

export type Measure = (typeof MEASURES)[number];

/** Columns of the tables that count them. */
export const COLUMN_OF_MEASURE: Readonly<Record<Measure, string>> = {
  received: 'received',
  recognized: 'recognized',
  unrecognized: 'unrecognized',
  system: 'system',
  sent: 'sent',
  sentByAgent: 'sent_by_agent',
  signals: 'signals',
  turnsFailed: 'turns_failed',
};

/** Labels that are counted per quarter-hour and segment; what the label says is in brackets. */
export type LabelKind =
  | 'intent'
  | 'topic'
  | 'result'
  | 'action'
  | 'dialog'
  | 'dialog_completed'
  | 'dialog_cancelled'
  /** A rating [from 1 to 5, or from 0 to 10]. */
  | 'csat'
  | 'nps'
  /** Pairs of a user and a bot message by the last vote [`positive`, `negative`, `neutral` or `none`], where the message counts. */
  | 'feedback'
  /** Votes on bot messages that were sent within [the dialog]. */
  | 'dialog_positive'
  | 'dialog_negative'
  /** Unrecognized with no dialog open [empty]. */
  | 'fallback'
  /** Unrecognized inside of [the dialog]. */
  | 'context_fallback'
  /** Somebody was added to a conversation for the first time [empty]. */
  | 'welcome'
  /** [JSON array of type, title and destination or null]; `click_certain` counts those of them that are certain. */
  | 'click'
  | 'click_certain';

/** Labels that stand on a session too: it is filtered by them and grouped under them. */
export type MarkKind = Extract<
  LabelKind,
  'topic' | 'result' | 'action' | 'dialog' | 'csat' | 'nps' | 'feedback'
>;

const IS_MARK: Readonly<Record<LabelKind, boolean>> = {
  intent: false,
  topic: true,
  result: true,
  action: true,
  dialog: true,
  dialog_completed: false,
  dialog_cancelled: false,
  csat: true,
  nps: true,
  feedback: true,
  dialog_positive: false,
  dialog_negative: false,
  fallback: false,
  context_fallback: false,
  welcome: false,
  click: false,
  click_certain: false,
} satisfies { readonly [K in LabelKind]: K extends MarkKind ? true : false };

/** All kinds of labels, and those of them that stand on sessions. */
export const LABEL_KINDS = Object.keys(IS_MARK) as readonly LabelKind[];
export const MARK_KINDS = LABEL_KINDS.filter((kind) => IS_MARK[kind]);
