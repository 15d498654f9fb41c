/** Gathers from the facts of a turn what the rules of classification look at. */

import type { MessageType } from '../model/event.ts';
import type { BotMessage } from '../model/state.ts';
import type { CapturedActivity, Fact, Recognition } from '../model/turn.ts';
import { wordsOf } from './bot-messages.ts';
import { isChoice } from './clicks.ts';
import { promptOutcome } from './dialog-progress.ts';
import type { Draft, FoundClick } from './draft.ts';
import { promptKey, wordsKey } from './hashes.ts';
import type { Evidence, PromptOutcome } from './rules/rule.ts';
import { choicesIn } from './text.ts';
import { wholeStack } from './whole-stack.ts';
import { lastVerdict } from './words.ts';

/** What the message itself tells. */
export interface MessageEvidence {
  readonly messageType: MessageType;
  /** The message, where its own turn is looked at. */
  readonly activity?: CapturedActivity | undefined;
  readonly click?: FoundClick | undefined;
}

/** Returns the evidence of the turn of a message, or of what came after it. */
export function evidenceOf(
  draft: Draft,
  { messageType, activity, click }: MessageEvidence,
): Evidence {
  const { facts, settings, matches } = draft.input;
  const sent = sentIn(facts);
  const replies = sent.map(wordsOf).filter((words) => words !== '');
  return {
    messageType,
    verdict: lastVerdict(facts),
    held: draft.humanHolds,
    click: click?.confidence,
    prompt: isAnswerable(messageType) ? outcomeOf(draft, { activity, replies }) : undefined,
    recognitions: recognitionsIn(draft),
    thresholds: settings.thresholds,
    fallback: sent.some(({ text = '' }) => text !== '' && matches('fallbackTexts', text)),
    answered: facts.some(isAnswer) || isAnsweredMeanwhile(draft),
    failed: failureOf(draft.input) !== undefined,
  };
}

/**
 * A bot that answers by a turn of its own within the user's one (a skill's host): that turn is over,
 * and recorded, before the user's is.
 */
function isAnsweredMeanwhile({ conversation, input }: Draft): boolean {
  const { receivedAt } = input.captured.origin;
  return conversation.botMessages.some(({ proactive, at }) => proactive && at >= receivedAt);
}

/**
 * Returns the class of the error that a turn has failed with. Where the SDK catches it within the turn
 * (a long-running call of the Agents SDK) its class is not known, only that it was reported.
 */
export function failureOf({ captured, facts }: Draft['input']): string | undefined {
  if (captured.type !== 'turn') return undefined;
  return captured.error?.type ?? (facts.some(isErrorReport) ? 'Error' : undefined);
}

/** What handlers of errors send to the Emulator, before they apologize. */
function isErrorReport(fact: Fact): boolean {
  return fact.type === 'outgoing' && fact.activity.name === 'OnTurnError Trace';
}

/** Tells whether a fact is one by which the bot answers: a message, an event, or what stands for one. */
export function isAnswer(fact: Fact): boolean {
  if (fact.type === 'updated') return true;
  if (fact.type === 'call') return fact.call.name === 'requestHandover';
  return (
    fact.type === 'outgoing' &&
    (reachedAsMessage(fact) || (ANSWERS.has(fact.activity.type) && fact.status !== 'failed'))
  );
}

const ANSWERS: ReadonlySet<string> = new Set(['event', 'invokeResponse', 'endOfConversation']);

/** A streamed answer is one message, by its final chunk; typing and traces are no messages. */
export function reachedAsMessage({ activity, status }: Extract<Fact, { type: 'outgoing' }>) {
  if (activity.type !== 'message' || status === 'failed') return false;
  return activity.streamType === undefined || activity.streamType === 'final';
}

function sentIn(facts: readonly Fact[]): readonly CapturedActivity[] {
  return facts.flatMap((fact) =>
    fact.type === 'outgoing' && reachedAsMessage(fact) ? [fact.activity] : [],
  );
}

function recognitionsIn({ input: { facts, captured } }: Draft): readonly Recognition[] {
  const traced = facts.flatMap((fact) =>
    fact.type === 'outgoing' && fact.activity.recognition ? [fact.activity.recognition] : [],
  );
  const kept = captured.type === 'turn' ? (captured.recognitions ?? []) : [];
  return kept.length === 0 ? traced : [...traced, ...kept];
}

/** Prompts take texts and files. */
function isAnswerable(messageType: MessageType): boolean {
  return messageType === 'text' || messageType === 'attachment' || messageType === 'value';
}

interface Spoken {
  readonly activity: CapturedActivity | undefined;
  readonly replies: readonly string[];
}

function outcomeOf(draft: Draft, { activity, replies }: Spoken): PromptOutcome | undefined {
  const after = stackAfter(draft.input);
  const before = draft.conversation.stack;
  const isRepeated = (words: string) => isAskedBefore(draft, words);
  if (after) {
    if (!before) return undefined;
    return promptOutcome({ before, after: wholeStack(before, after), replies, isRepeated });
  }
  return before ? undefined : outcomeByWords(draft, { activity, replies });
}

/** The bot's own state tells all dialogs; a trace may tell the innermost ones alone. */
function stackAfter({ captured, facts }: Draft['input']): CapturedActivity['stack'] {
  return (captured.type === 'turn' ? captured.stack : undefined) ?? lastStack(facts);
}

function lastStack(facts: readonly Fact[]): CapturedActivity['stack'] {
  for (let i = facts.length - 1; i >= 0; i--) {
    const fact = facts[i];
    if (fact?.type === 'outgoing' && fact.activity.stack) return fact.activity.stack;
  }
  return undefined;
}

/** Of a bot that does not tell its dialogs: it had asked, and asks the same again or goes on. */
function outcomeByWords(draft: Draft, { activity, replies }: Spoken): PromptOutcome | undefined {
  if (replies.length === 0) return undefined;
  const asked = draft.conversation.botMessages.filter(
    ({ latest, prompt, choices }) => latest && (prompt ?? choices),
  );
  if (asked.length === 0) return undefined;
  if (replies.every((text) => asked.some((message) => isAskedAgain(draft, message, text)))) {
    return { outcome: 'rejected', confidence: 'probable' };
  }
  const isListed = activity !== undefined && isChoice(draft, activity);
  return { outcome: isListed ? 'accepted' : 'answered', confidence: 'probable' };
}

/** The bot's last turn has asked so. */
function isAskedBefore(draft: Draft, words: string): boolean {
  const key = promptKey(draft, words);
  return draft.conversation.botMessages.some(({ latest, prompt }) => latest && prompt === key);
}

/** The same words, or others with the same choices below them. */
function isAskedAgain(draft: Draft, { prompt, choices }: BotMessage, text: string): boolean {
  if (prompt === promptKey(draft, text)) return true;
  if (!choices) return false;
  const keys = choicesIn(text).map((choice) => wordsKey(draft, choice));
  return keys.length === choices.length && keys.every((key, i) => key === choices[i]);
}
