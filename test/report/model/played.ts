/**
 * What happened in a history, as flat lists: the ground on which every plain report stands. One line
 * per thing that happened, with the instant and the segment at which it counts.
 */

import type { FeedbackVote, HandoverReason, HandoverVia } from '../../../src/model/call.ts';
import type { MessageClass } from '../../../src/model/event.ts';
import type { Segment } from '../../../src/model/segment.ts';

export interface Happened {
  readonly at: number;
  readonly segment: Segment;
}

/** Something that came from a user. */
export interface Act extends Happened {
  /** Who it is, over all channels. */
  readonly person: string;
}

/** Something by which a user is active. */
export interface Deed extends Act {
  readonly conversation: string;
}

export interface Received extends Act {
  class: MessageClass;
  readonly intent: string | undefined;
  /** As it was written; absent where it has no words. */
  readonly text: string | undefined;
  readonly hasContent: boolean;
  /** Innermost dialog that was open when it came. */
  readonly dialog: string | undefined;
  readonly session: PlainSession;
}

export interface Sent extends Happened {
  readonly author: 'bot' | 'agent';
  /** Whom it reached; nobody in particular in a group that the bot wrote to of its own accord. */
  readonly person: string | undefined;
  readonly session: PlainSession | undefined;
  /** Of the first answer of the bot to a message. */
  readonly answer?: { readonly ms: number; readonly dialog: string | undefined };
}

export type LabelKind =
  'topic' | 'result' | 'action' | 'csat' | 'nps' | 'dialog' | 'completed' | 'cancelled' | 'welcome';

/** Something that was recorded. */
export interface Label extends Happened {
  readonly kind: LabelKind;
  readonly label: string;
  readonly session: PlainSession | undefined;
}

export interface Click extends Happened {
  readonly type: string;
  readonly title: string;
  readonly destination: string | null;
  readonly isCertain: boolean;
}

/** A bot message and a user who was asked to vote on it, or did: where and when the message counts. */
export interface VotePair extends Happened {
  readonly person: string;
  readonly session: PlainSession | undefined;
  readonly dialog: string | undefined;
  vote: FeedbackVote;
}

export interface Handover extends Happened {
  readonly person: string;
  readonly reason: HandoverReason;
  readonly via: HandoverVia;
  readonly session: PlainSession | undefined;
  acceptedAt?: number;
  failedAt?: number;
  completedAt?: number;
}

export interface PlainSession {
  readonly person: string;
  readonly user: string;
  readonly conversation: string;
  /** Of the fact that opened it. */
  readonly segment: Segment;
  readonly timeoutMs: number;
  readonly activities: number[];
  received: number;
  messages: number;
  sent: number;
  handovers: number;
  lastMessage?: Received;
  /** Latest by time, of those alike the latest by arrival. */
  automated?: { at: number; value: boolean };
  csat?: { at: number; value: number };
  nps?: { at: number; value: number };
  result?: Label;
  readonly topics: Map<string, Label>;
  /** Dialogs that were ever opened in it. */
  readonly opened: Set<string>;
  /** Those that are open, the innermost last. */
  open: string[];
  step: number | null;
  /** Where it stood after the latest of its turns by the clock. */
  place: { readonly dialog: string | null; readonly step: number | null };
  promptOpen: boolean;
  /** Nothing joins it any more but late facts. */
  isOver: boolean;
  /** Cut by the bot's code. */
  isCut: boolean;
}

export const startOf = ({ activities }: PlainSession): number => Math.min(...activities);
export const endOf = ({ activities }: PlainSession): number => Math.max(...activities);

/** All of a history. */
export interface Played {
  readonly acts: Deed[];
  readonly received: Received[];
  readonly sent: Sent[];
  readonly signals: Happened[];
  readonly labels: Label[];
  readonly clicks: Click[];
  readonly pairs: VotePair[];
  readonly handovers: Handover[];
  readonly sessions: PlainSession[];
}

export function nothing(): Played {
  return {
    acts: [],
    received: [],
    sent: [],
    signals: [],
    labels: [],
    clicks: [],
    pairs: [],
    handovers: [],
    sessions: [],
  };
}
