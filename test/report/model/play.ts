/**
 * Plays a history, moment by moment in the order of arrival, into flat lists. What has to be
 * remembered between moments is remembered as simply as can be; nothing is folded or counted.
 */

import type { TurnCall } from '../../../src/model/call.ts';
import type { MessageClass } from '../../../src/model/event.ts';
import type { Segment } from '../../../src/model/segment.ts';
import type { InterpretSettings } from '../../../src/model/settings.ts';
import { MAX_BOT_MESSAGES, MAX_OFFERING_MESSAGES } from '../../../src/model/state.ts';
import { MINUTE_MS } from '../../../src/model/time.ts';
import { callsOf, channelOf, replyId, replyTimesOf } from '../history.ts';
import type { Moment } from '../history.ts';
import type {
  Click,
  Handover,
  Label,
  LabelKind,
  Played,
  PlainSession,
  Received,
  VotePair,
} from './played.ts';
import { endOf, nothing, startOf } from './played.ts';

export type PlaySettings = Pick<InterpretSettings, 'sessionTimeoutMs'>;

const PLAY_SETTINGS: PlaySettings = {
  sessionTimeoutMs: { default: 30 * MINUTE_MS, channels: {} },
};

interface BotMessage {
  readonly id: string | undefined;
  readonly at: number;
  readonly segment: Segment;
  readonly session: PlainSession | undefined;
  dialog: string | undefined;
  readonly isProactive: boolean;
  readonly offers: readonly string[];
}

interface OpenHandover {
  readonly request: Handover;
  lastAt: number;
}

interface Conversation {
  readonly pairs: Map<string, VotePair>;
  readonly welcomed: Set<string>;
  /** By user, in the order in which they were opened; the last one is the latest. */
  readonly sessions: Map<string, PlainSession[]>;
  /** The latest of each user. */
  readonly latest: Map<string, PlainSession>;
  bot: BotMessage[];
  handovers: OpenHandover[];
  /** Nobody has answered it yet. */
  waiting: { readonly message: Received; readonly key: string | undefined } | undefined;
  stack: readonly string[] | undefined;
}

/** One moment, while it is gone through. */
interface Turn {
  readonly moment: Moment;
  readonly segment: Segment;
  readonly person: string;
  readonly conversation: Conversation;
  readonly conversationName: string;
  readonly timeoutMs: number;
  readonly isProactive: boolean;
  /** A human had the conversation when it began. */
  readonly isHeld: boolean;
  readonly later: (() => void)[];
  mustOpen: boolean;
  session: PlainSession | undefined;
  message: Received | undefined;
  classBefore: MessageClass | undefined;
  isAnswered: boolean;
  hasClick: boolean;
  hasSpoken: boolean;
  isAsking: boolean;
}

export function play(history: readonly Moment[], settings: PlaySettings = PLAY_SETTINGS): Played {
  const played = nothing();
  const conversations = new Map<string, Conversation>();
  const seen = new Set<string>();
  for (const moment of history) {
    const channel = channelOf(moment);
    const conversationName = JSON.stringify([channel, moment.conversation ?? `c-${moment.user}`]);
    const conversation = conversations.get(conversationName) ?? newConversation();
    conversations.set(conversationName, conversation);
    const timeoutMs =
      settings.sessionTimeoutMs.channels[channel] ?? settings.sessionTimeoutMs.default;
    const key = JSON.stringify([conversationName, moment.key]);
    const isRepeat = moment.key !== undefined && moment.kind !== 'campaign' && seen.has(key);
    if (moment.kind !== 'campaign') seen.add(key);
    const person = moment.identity ?? `${channel}/${moment.user}`;
    const begin = isRepeat ? (replyTimesOf(moment)[0] ?? moment.at) : moment.at;
    const turn: Turn = {
      moment,
      segment: segmentOf(moment),
      person,
      conversation,
      conversationName,
      timeoutMs,
      isProactive: moment.kind === 'campaign',
      isHeld: isHeld(conversation, person, { at: begin, timeoutMs }),
      later: [],
      mustOpen: !isRepeat && callsOf(moment).some(({ name }) => name === 'startSession'),
      session: undefined,
      message: undefined,
      classBefore: undefined,
      isAnswered: false,
      hasClick: false,
      hasSpoken: false,
      isAsking: false,
    };
    playTurn(played, turn, isRepeat);
  }
  return played;
}

function newConversation(): Conversation {
  return {
    pairs: new Map(),
    welcomed: new Set(),
    sessions: new Map(),
    latest: new Map(),
    bot: [],
    handovers: [],
    waiting: undefined,
    stack: undefined,
  };
}

function segmentOf(moment: Moment): Segment {
  return {
    bot: moment.bot ?? 'bot',
    channel: channelOf(moment),
    locale: moment.locale ?? 'unknown',
    botVersion: moment.version ?? '1.0',
    device: moment.device ?? 'unknown',
    browser: moment.browser ?? 'unknown',
    test: moment.test ?? false,
  };
}

/** A redelivered activity and what the bot's code said in it is nothing new; what the bot sends is. */
function playTurn(played: Played, turn: Turn, isRepeat: boolean): void {
  const { moment, conversation } = turn;
  const calls = isRepeat ? [] : callsOf(moment);
  settleWaiting(turn, isRepeat, calls);
  if (!isRepeat) playIncoming(played, turn, calls);
  for (const call of calls) playCall(played, turn, call);
  const sentAt = replyTimesOf(moment);
  sentAt.forEach((at, index) => playReply(played, turn, { at, index }));
  if (moment.stack) playStack(played, turn, sentAt.at(-1) ?? moment.at);
  for (const run of turn.later) run();
  tendHandovers(turn, sentAt.at(-1) ?? moment.at);
  noteStanding(turn, sentAt.at(-1) ?? moment.at);
  if (turn.mustOpen || calls.some(({ name }) => name === 'endSession')) cut(turn);
  if (turn.message && !turn.isAnswered && isOpenVerdict(turn, calls)) {
    conversation.waiting = { message: turn.message, key: moment.key };
  }
}

/** A turn whose end lies before what the session has seen last came late: it stands where it stood. */
function noteStanding(turn: Turn, endedAt: number): void {
  const session = turn.session ?? sessionAt(turn);
  if (!session || endedAt < endOf(session)) return;
  if (turn.session) session.promptOpen = promptWaits(turn, session);
  session.place = { dialog: session.open.at(-1) ?? null, step: session.step };
}

/** The bot's last word in it is a question, and nobody has said anything since. */
function promptWaits(turn: Turn, session: PlainSession): boolean {
  const { stack } = turn.moment;
  if (stack) return stack.prompt !== undefined;
  if (turn.hasSpoken) return turn.isAsking;
  return turn.message ? false : session.promptOpen;
}

// ---- sessions ----------------------------------------------------------------------------------

function covers(session: PlainSession, at: number): boolean {
  const { timeoutMs } = session;
  return at >= startOf(session) - timeoutMs && at <= endOf(session) + timeoutMs;
}

/** Where an act, or a bot message, belongs. */
function enter(played: Played, turn: Turn, at: number): PlainSession {
  const { conversation, moment } = turn;
  const own = conversation.sessions.get(moment.user) ?? [];
  const latest = conversation.latest.get(moment.user);
  const join = (session: PlainSession): PlainSession => {
    session.activities.push(at);
    turn.session = session;
    return session;
  };
  if (turn.mustOpen) {
    turn.mustOpen = false;
    if (latest && !latest.isOver) end(turn, latest, at);
    return join(open(played, turn, { isLate: false }));
  }
  if (turn.session && covers(turn.session, at)) return join(turn.session);
  if (!latest) return join(open(played, turn, { isLate: false }));
  if (at < startOf(latest)) {
    const near = own
      .toSorted((a, b) => startOf(a) - startOf(b))
      .find((session) => covers(session, at));
    return join(near ?? open(played, turn, { isLate: true }));
  }
  if (at <= endOf(latest)) return join(latest);
  if (latest.isOver) return join(open(played, turn, { isLate: false }));
  if (at - endOf(latest) <= turn.timeoutMs) return join(latest);
  end(turn, latest, at);
  return join(open(played, turn, { isLate: false }));
}

function open(played: Played, turn: Turn, { isLate }: { isLate: boolean }): PlainSession {
  const { moment, conversation } = turn;
  const session: PlainSession = {
    person: turn.person,
    user: moment.user,
    conversation: turn.conversationName,
    segment: turn.segment,
    timeoutMs: turn.timeoutMs,
    activities: [],
    received: 0,
    messages: 0,
    sent: 0,
    handovers: 0,
    topics: new Map(),
    opened: new Set(),
    open: [],
    step: null,
    place: { dialog: null, step: null },
    promptOpen: false,
    isOver: isLate,
    isCut: false,
  };
  played.sessions.push(session);
  const own = conversation.sessions.get(moment.user) ?? [];
  conversation.sessions.set(moment.user, [...own, session]);
  if (!isLate) conversation.latest.set(moment.user, session);
  return session;
}

/** By silence, or because the bot's code says so. */
function end(turn: Turn, session: PlainSession, at: number): void {
  session.isOver = true;
  session.isCut = at - endOf(session) <= turn.timeoutMs;
  const { conversation } = turn;
  conversation.handovers = conversation.handovers.filter(
    ({ request }) => request.session !== session,
  );
}

function cut(turn: Turn): void {
  const latest = turn.conversation.latest.get(turn.moment.user);
  if (turn.session && turn.session !== latest) return;
  if (latest && !latest.isOver) end(turn, latest, endOf(latest));
}

/** The session that the bot's code speaks of: that of the turn, else the open one. */
function sessionAt({ session, mustOpen, conversation, moment }: Turn): PlainSession | undefined {
  if (session) return session;
  const latest = conversation.latest.get(moment.user);
  if (!latest || latest.isOver || mustOpen) return undefined;
  return covers(latest, moment.at) ? latest : undefined;
}

function inSession(turn: Turn, run: (session: PlainSession | undefined) => void): void {
  const session = sessionAt(turn);
  if (session) run(session);
  else turn.later.push(() => run(sessionAt(turn)));
}

// ---- what comes in -----------------------------------------------------------------------------

function act(played: Played, turn: Turn, at: number, segment: Segment): void {
  const { person, conversationName: conversation } = turn;
  played.acts.push({ at, segment, person, conversation });
}

function playIncoming(played: Played, turn: Turn, calls: readonly TurnCall[]): void {
  const { moment, segment, conversation } = turn;
  const { at, kind } = moment;
  if (kind === 'campaign') return;
  if (kind === 'message' || kind === 'command' || kind === 'empty') {
    playMessage(played, turn, calls);
    return;
  }
  played.signals.push({ at, segment });
  for (const member of moment.members ?? []) {
    if (conversation.welcomed.has(member)) continue;
    conversation.welcomed.add(member);
    played.labels.push({ at, segment, kind: 'welcome', label: '', session: undefined });
  }
}

function playMessage(played: Played, turn: Turn, calls: readonly TurnCall[]): void {
  const { moment, segment, person, conversation } = turn;
  const { at, kind } = moment;
  const click = kind === 'message' ? findClick(turn) : undefined;
  turn.hasClick = click !== undefined;
  turn.isAnswered =
    replyTimesOf(moment).length > 0 ||
    calls.some(({ name }) => name === 'requestHandover') ||
    conversation.bot.some((said) => said.isProactive && said.at >= at);
  const verdict = verdictOf(calls);
  const session = enter(played, turn, at);
  turn.classBefore = session.lastMessage?.class;
  const message: Received = {
    at,
    segment,
    person,
    session,
    class: classOf(turn, { verdict, click }),
    intent: verdict?.name === 'recognized' ? verdict.intent : undefined,
    text: kind === 'message' ? (moment.text ?? 'hi') : kind === 'command' ? '/start' : undefined,
    hasContent: kind === 'message',
    dialog: session.open.at(-1) ?? conversation.stack?.at(-1),
  };
  session.received += 1;
  if (kind === 'message') session.messages += 1;
  session.lastMessage = message;
  turn.message = message;
  played.received.push(message);
  act(played, turn, at, segment);
  if (click) playClick(played, turn, click);
}

function verdictOf(calls: readonly TurnCall[]) {
  return calls.findLast((call) => call.name === 'recognized' || call.name === 'unrecognized');
}

/** The bot's code knows best; a human needs no bot; else who got an answer was understood. */
function classOf(
  { moment: { kind }, isHeld: held, isAnswered }: Turn,
  { verdict, click }: { verdict: TurnCall | undefined; click: FoundClick | undefined },
): MessageClass {
  if (verdict) return verdict.name === 'recognized' ? 'recognized' : 'unrecognized';
  if (kind !== 'message') return 'system';
  if (held || click?.isCertain) return 'recognized';
  return isAnswered ? 'recognized' : 'unrecognized';
}

/** It is unrecognized for want of an answer, and not because somebody said so. */
function isOpenVerdict({ message }: Turn, calls: readonly TurnCall[]): boolean {
  return message?.class === 'unrecognized' && !verdictOf(calls);
}

/**
 * What waits for an answer gets it from the bot's own message within the minute, or by what the bot says
 * to the same message sent once more; anything else that happens settles it.
 */
function settleWaiting(turn: Turn, isRepeat: boolean, calls: readonly TurnCall[]): void {
  const { conversation, moment } = turn;
  const { waiting } = conversation;
  if (!waiting) return;
  const sentAt = replyTimesOf(moment);
  const isOurs =
    turn.isProactive || (isRepeat && waiting.key !== undefined && waiting.key === moment.key);
  const asksHuman = calls.some(({ name }) => name === 'requestHandover');
  const answeredAt = isOurs ? (asksHuman ? moment.at : sentAt[0]) : undefined;
  const now = answeredAt ?? sentAt.at(-1) ?? moment.at;
  const isNews = !isRepeat || sentAt.length > 0;
  if (now > waiting.message.at + MINUTE_MS) conversation.waiting = undefined;
  else if (answeredAt !== undefined) {
    waiting.message.class = 'recognized';
    conversation.waiting = undefined;
  } else if (!isOurs && isNews) conversation.waiting = undefined;
}

// ---- clicks ------------------------------------------------------------------------------------

type FoundClick = Omit<Click, 'at' | 'segment'>;

/** Words of a button that one of the last messages offered; to a human, words are just words. */
function findClick({ conversation, moment, isHeld: held }: Turn): FoundClick | undefined {
  const words = (moment.text ?? 'hi').trim().toLowerCase().replaceAll(/\s+/gu, ' ');
  const offered = conversation.bot.slice(-MAX_OFFERING_MESSAGES).flatMap(({ offers }) => offers);
  const title = offered.find((each) => each.toLowerCase() === words);
  const isCertain = moment.pressed === true;
  if (isCertain || (title !== undefined && !held)) {
    return { type: 'quick_reply', title: title ?? 'unknown', destination: null, isCertain };
  }
  return undefined;
}

function playClick(played: Played, turn: Turn, click: FoundClick): void {
  const { moment, segment } = turn;
  enter(played, turn, moment.at);
  act(played, turn, moment.at, segment);
  played.clicks.push({ at: moment.at, segment, ...click });
}

// ---- what the bot's code says ------------------------------------------------------------------

function playCall(played: Played, turn: Turn, call: TurnCall): void {
  const { segment, moment } = turn;
  const { at } = moment;
  const label = (kind: LabelKind, words: string, session: PlainSession): Label => {
    const recorded = { at, segment, kind, label: words, session };
    played.labels.push(recorded);
    return recorded;
  };
  const mark = (run: (session: PlainSession) => void): void =>
    inSession(turn, (session) => session && run(session));
  switch (call.name) {
    case 'setTopic':
      return mark((session) => setTopic(played, session, { at, segment, topic: call.topic }));
    case 'setResult':
      return mark((session) => {
        const before = session.result;
        if (before && at < before.at) return;
        if (before) played.labels.splice(played.labels.indexOf(before), 1);
        session.result = label('result', call.result, session);
      });
    case 'recordAction':
      return mark((session) => void label('action', call.action, session));
    case 'setAutomated':
      return mark((session) => {
        session.automated = later(session.automated, { at, value: call.automated });
      });
    case 'rateCsat':
      return mark((session) => {
        label('csat', String(call.score), session);
        session.csat = later(session.csat, { at, value: call.score });
      });
    case 'rateNps':
      return mark((session) => {
        label('nps', String(call.score), session);
        session.nps = later(session.nps, { at, value: call.score });
      });
    case 'startDialog':
      return mark((session) => {
        label('dialog', call.dialog, session);
        session.opened.add(call.dialog);
        session.open.push(call.dialog);
      });
    case 'endDialog':
      return mark((session) => {
        label(call.outcome, call.dialog, session);
        closeDialog(session, call.dialog);
      });
    case 'recordClick':
      return playClick(played, turn, {
        type: call.type,
        title: call.title,
        destination: call.destination ?? null,
        isCertain: true,
      });
    case 'recordFeedback':
      return playVote(played, turn, call);
    case 'requestHandover':
      return inSession(turn, (session) => requestHandover(played, turn, { call, session }));
    case 'acceptHandover':
    case 'failHandover':
    case 'completeHandover':
      return answerHandover(turn, call.name);
    default:
      return undefined; // verdicts and cuts are looked at elsewhere
  }
}

function later<T extends { readonly at: number }>(before: T | undefined, now: T): T {
  return before && now.at < before.at ? before : now;
}

/** Once per session and user, when it was said first. */
function setTopic(
  played: Played,
  session: PlainSession,
  { at, segment, topic }: { at: number; segment: Segment; topic: string },
): void {
  const before = session.topics.get(topic);
  if (before && before.at <= at) return;
  if (before) played.labels.splice(played.labels.indexOf(before), 1);
  const label: Label = { at, segment, kind: 'topic', label: topic, session };
  session.topics.set(topic, label);
  played.labels.push(label);
}

function closeDialog(session: PlainSession, dialog: string): void {
  const place = session.open.lastIndexOf(dialog);
  session.open = session.open.filter((_, i) => i !== place);
  session.step = null;
}

/** The stack as it waits when the turn is over, told by the SDK. */
function playStack(played: Played, turn: Turn, at: number): void {
  const { session, segment, conversation, moment } = turn;
  if (!session || !moment.stack) return;
  const before = conversation.stack ?? [];
  const { dialogs, ended } = moment.stack;
  const now = dialogs.map(({ id }) => id);
  const firstOther = now.findIndex((id, i) => id !== before[i]);
  const same = Math.min(before.length, firstOther < 0 ? now.length : firstOther);
  const label = (kind: LabelKind, dialog: string): void =>
    void played.labels.push({ at, segment, kind, label: dialog, session });
  for (const dialog of before.slice(same).toReversed()) {
    label(ended, dialog);
    closeDialog(session, dialog);
  }
  for (const dialog of before.slice(0, same)) {
    if (!session.open.includes(dialog)) session.open.push(dialog);
  }
  for (const dialog of now.slice(same)) {
    label('dialog', dialog);
    session.opened.add(dialog);
    session.open.push(dialog);
  }
  session.step = dialogs.at(-1)?.step ?? null;
  conversation.stack = now;
}

// ---- votes -------------------------------------------------------------------------------------

function playVote(
  played: Played,
  turn: Turn,
  { vote, messageId = '' }: Extract<TurnCall, { readonly name: 'recordFeedback' }>,
): void {
  const { conversation, moment, person, segment } = turn;
  const known = conversation.pairs.get(JSON.stringify([messageId, person]));
  if (vote === (known?.vote ?? 'none')) return;
  const message = conversation.bot.findLast(({ id }) => id === messageId);
  const place = known ?? message ?? { at: moment.at, segment, dialog: undefined };
  const session = enter(played, turn, moment.at);
  act(played, turn, moment.at, place.segment);
  if (known) {
    known.vote = vote;
    return;
  }
  addPair(played, turn, messageId, {
    at: place.at,
    segment: place.segment,
    dialog: place.dialog,
    session: message?.session ?? session,
    person,
    vote,
  });
}

function addPair(played: Played, { conversation }: Turn, id: string, pair: VotePair): void {
  conversation.pairs.set(JSON.stringify([id, pair.person]), pair);
  played.pairs.push(pair);
}

// ---- what the bot says -------------------------------------------------------------------------

function playReply(
  played: Played,
  turn: Turn,
  { at, index }: { readonly at: number; readonly index: number },
): void {
  const { moment, conversation, segment, isProactive, person, timeoutMs } = turn;
  const isToGroup = isProactive && moment.isGroup === true;
  const session = isToGroup ? undefined : enter(played, turn, at);
  if (session) session.sent += 1;
  const isHuman = turn.isHeld && isHeld(conversation, person, { at, timeoutMs });
  const isAnswer = !isHuman && turn.message !== undefined && !turn.hasSpoken;
  const dialog = session?.open.at(-1);
  played.sent.push({
    at,
    segment,
    author: isHuman ? 'agent' : 'bot',
    person: session && person,
    session,
    ...(isAnswer && { answer: { ms: at - moment.at, dialog: turn.message?.dialog } }),
  });
  if (isHuman) return;
  const { key, replyKey = key, offersFeedback, asks, offers } = moment;
  const isLast = index === replyTimesOf(moment).length - 1;
  turn.isAsking = asks === true && isLast;
  turn.hasSpoken = true;
  const id = replyKey === undefined ? undefined : replyId(replyKey, index);
  // a bot that tells its stack at the end of the turn spoke within the dialog that waits then
  const within = dialog ?? moment.stack?.dialogs.at(-1)?.id;
  const offered = isLast && offers ? offers : [];
  const said = { id, at, segment, session, dialog: within, isProactive, offers: offered };
  conversation.bot = [...conversation.bot, said].slice(-MAX_BOT_MESSAGES);
  // a vote may come before the turn of its message is over: it counts where it came
  const isVoted = conversation.pairs.has(JSON.stringify([id, person]));
  if (offersFeedback && session && id !== undefined && !isVoted) {
    addPair(played, turn, id, { at, segment, session, dialog: within, person, vote: 'none' });
  }
}

// ---- handovers ---------------------------------------------------------------------------------

interface When {
  readonly at: number;
  readonly timeoutMs: number;
}

function isSilent({ request, lastAt }: OpenHandover, { at, timeoutMs }: When): boolean {
  return at - Math.max(lastAt, request.acceptedAt ?? request.at) > timeoutMs;
}

function isHeld({ handovers }: Conversation, person: string, when: When): boolean {
  return handovers.some(
    (each) =>
      each.request.via === 'takeover' && each.request.person === person && !isSilent(each, when),
  );
}

function ownHandover({ conversation, person, moment, timeoutMs }: Turn): OpenHandover | undefined {
  const when = { at: moment.at, timeoutMs };
  return conversation.handovers.findLast(
    (each) => each.request.person === person && !isSilent(each, when),
  );
}

function requestHandover(
  played: Played,
  turn: Turn,
  {
    call: { reason, via },
    session,
  }: {
    readonly call: Extract<TurnCall, { readonly name: 'requestHandover' }>;
    readonly session: PlainSession | undefined;
  },
): void {
  const { moment, segment, person, conversation } = turn;
  const before = ownHandover(turn);
  if (before && before.request.acceptedAt === undefined) return;
  const request: Handover = {
    at: moment.at,
    segment,
    person,
    reason: reason ?? reasonOf(turn, session),
    via: via ?? 'takeover',
    session,
  };
  if (session) session.handovers += 1;
  conversation.handovers = [
    ...conversation.handovers.filter((each) => each !== before),
    { request, lastAt: moment.at },
  ];
  played.handovers.push(request);
}

function reasonOf(turn: Turn, session: PlainSession | undefined): Handover['reason'] {
  if (turn.hasClick) return 'operator_button';
  const before = turn.message ? turn.classBefore : session?.lastMessage?.class;
  return before === 'unrecognized' ? 'after_fallback' : 'direct';
}

function answerHandover(
  turn: Turn,
  answer: 'acceptHandover' | 'failHandover' | 'completeHandover',
): void {
  const { moment, conversation, timeoutMs } = turn;
  const when = { at: moment.at, timeoutMs };
  const found = ownHandover(turn) ?? conversation.handovers.find((each) => !isSilent(each, when));
  if (!found) return;
  if (answer === 'acceptHandover') {
    found.request.acceptedAt ??= moment.at;
    return;
  }
  found.request[answer === 'failHandover' ? 'failedAt' : 'completedAt'] = moment.at;
  conversation.handovers = conversation.handovers.filter((each) => each !== found);
}

function tendHandovers({ conversation, person, timeoutMs }: Turn, at: number): void {
  conversation.handovers = conversation.handovers.filter(
    (each) => !isSilent(each, { at, timeoutMs }),
  );
  for (const each of conversation.handovers) {
    if (each.request.person === person) each.lastAt = Math.max(each.lastAt, at);
  }
}
