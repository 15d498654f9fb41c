/** Plays the script against a running bot: real HTTP both ways, and a clock that jumps from scene to scene. */

import type { PizzaBot } from '../botbuilder-bot/bot.ts';
import type { ChannelCall, LocalChannel } from '../local/channel.ts';
import type { Campaign, Line, Person, Scene, Visit } from './script.ts';

const HOUR_MS = 3_600_000;
/** Time that a person takes to answer. */
const THINKING_MS = 35_000;

/** A clock that can be put forward, and goes on in real time from there. */
export interface PlayedClock {
  readonly now: () => number;
  readonly jumpTo: (at: number) => void;
}

export function playedClock(start: number): PlayedClock {
  let played = start;
  let jumpedAt = performance.now();
  const now = (): number => Math.floor(played + performance.now() - jumpedAt);
  return {
    now,
    jumpTo(at) {
      played = Math.max(at, now());
      jumpedAt = performance.now();
    },
  };
}

export interface Stage {
  readonly channel: LocalChannel;
  readonly bot: Pick<PizzaBot, 'url' | 'notify'>;
  readonly clock: PlayedClock;
  /** When the play ends: `hoursAgo` counts back from here. */
  readonly end: number;
  /** Called at the end of each played day. */
  readonly dayIsOver: () => Promise<void>;
}

/** A conversation as it went over the wire. */
interface Transcript {
  readonly who: Person;
  readonly at: number;
  readonly lines: readonly string[];
}

export interface Played {
  /** Activities posted to the bot. */
  readonly posted: number;
  readonly transcripts: readonly Transcript[];
  /** Posts that were not answered with 200, in words. */
  readonly problems: readonly string[];
}

/** Plays scenes, which stand in the order of time. */
export async function play(scenes: readonly Scene[], stage: Stage): Promise<Played> {
  const transcripts: Transcript[] = [];
  const problems: string[] = [];
  let posted = 0;
  for (const [index, scene] of scenes.entries()) {
    const startsAt = stage.end - scene.hoursAgo * HOUR_MS;
    if ('channel' in scene) await playCampaign(scene, startsAt, stage);
    else {
      const visited = await playVisit(scene, { index, startsAt }, stage);
      posted += scene.lines.filter((line) => !isHuman(line)).length;
      problems.push(...visited.problems);
      transcripts.push({ who: scene.who, at: startsAt, lines: visited.lines });
    }
    if (dayOf(scenes[index + 1]) !== dayOf(scene)) await stage.dayIsOver();
  }
  return { posted, transcripts, problems };
}

function dayOf(scene: Scene | undefined): number | undefined {
  return scene && Math.floor(scene.hoursAgo / 24);
}

async function playCampaign(
  { channel, text }: Campaign,
  startsAt: number,
  { bot, clock }: Stage,
): Promise<void> {
  clock.jumpTo(startsAt);
  await bot.notify(({ channelId }) => channelId === channel, text);
}

/** One person in one conversation. */
interface Talk {
  readonly who: Person;
  readonly conversation: string;
  readonly id: string;
}

async function playVisit(
  { who, lines }: Visit,
  { index, startsAt }: { readonly index: number; readonly startsAt: number },
  stage: Stage,
): Promise<{ readonly lines: readonly string[]; readonly problems: readonly string[] }> {
  const id = `${who.id}-${index}`;
  // a web page opens a new conversation at each visit, an app goes on with the old one
  const talk = { who, id, conversation: `chat-${who.channel === 'webchat' ? id : who.id}` };
  const { calls } = stage.channel;
  const seen: string[] = [];
  const problems: string[] = [];
  for (const [i, line] of lines.entries()) {
    stage.clock.jumpTo(startsAt + i * THINKING_MS);
    const before = calls.length;
    const status = await playLine(line, { ...talk, id: `${id}-${i}` }, stage);
    if (status !== 200) problems.push(`${who.id}, ${show(line)}: the bot answered ${status}`);
    if (!isHuman(line)) seen.push(`${speaker(line, who)}: ${show(line)}`);
    seen.push(...repliesIn(calls.slice(before), isHuman(line) ? 'human' : 'bot'));
  }
  return { lines: seen, problems };
}

/** Returns the status that the bot answered with. */
async function playLine(
  line: Line,
  { who, conversation, id }: Talk,
  { channel, bot, clock }: Stage,
): Promise<number> {
  if (isHuman(line)) {
    await bot.notify((reference) => reference.conversation?.id === conversation, line.human);
    return 200;
  }
  const lastReply = channel.calls.findLast((call) => call.conversationId === conversation);
  const { status } = await channel.send(bot.url, {
    ...activityOf(line, who, lastReply),
    id,
    timestamp: new Date(clock.now()).toISOString(),
    channelId: who.channel,
    locale: who.locale,
    from: isHelpdesk(line) ? { id: 'helpdesk', role: 'bot' } : { id: who.id, name: who.name },
    recipient: { id: 'pizza-bot' },
    conversation: { id: conversation },
  });
  return status;
}

function activityOf(
  line: Exclude<Line, { readonly human: string }>,
  who: Person,
  lastReply: ChannelCall | undefined,
): object {
  if (typeof line === 'string') return { type: 'message', text: line, ...deviceOf(who) };
  if ('presses' in line) return pressed(line.presses, who);
  if ('joins' in line) return { type: 'conversationUpdate', membersAdded: [{ id: who.id }] };
  if ('helpdesk' in line) {
    return { type: 'event', name: 'handoff.status', value: { state: line.helpdesk } };
  }
  const replyToId = lastReply?.id;
  if ('votes' in line) {
    const value = { actionName: 'feedback', actionValue: { reaction: line.votes, feedback: '{}' } };
    return { type: 'invoke', name: 'message/submitAction', value, replyToId };
  }
  return { type: 'messageReaction', reactionsAdded: [{ type: line.reacts }], replyToId };
}

function deviceOf({ device }: Person): object {
  return device === undefined ? {} : { entities: [{ type: 'clientInfo', platform: device }] };
}

/** What a channel makes of a pressed button: its words, and its mark if it has one. */
function pressed(title: string, { channel }: Person): object {
  const marks: Readonly<Record<string, object>> = {
    facebook: { message: { text: title, quick_reply: { payload: title } } },
    telegram: { callback_query: { data: title } },
  };
  const channelData = marks[channel];
  return { type: 'message', text: title, ...(channelData && { channelData }) };
}

function isHuman(line: Line): line is { readonly human: string } {
  return typeof line === 'object' && 'human' in line;
}

function isHelpdesk(
  line: Line,
): line is { readonly helpdesk: 'accepted' | 'completed' | 'failed' } {
  return typeof line === 'object' && 'helpdesk' in line;
}

function speaker(line: Line, who: Person): string {
  return isHelpdesk(line) ? 'helpdesk' : who.id;
}

function show(line: Line): string {
  if (typeof line === 'string') return `“${line}”`;
  if ('joins' in line) return '(opens the page)';
  if ('presses' in line) return `[${line.presses}]`;
  if ('reacts' in line) return `(reacts: ${line.reacts})`;
  if ('votes' in line) return `(votes: ${line.votes})`;
  return 'human' in line ? `“${line.human}”` : `(${line.helpdesk})`;
}

function repliesIn(calls: readonly ChannelCall[], author: 'bot' | 'human'): string[] {
  const messages = calls.filter(({ activity }) => activity?.['type'] === 'message');
  return messages.map(({ activity }) => `${author}: ${wordsOf(activity?.['text'])}`);
}

function wordsOf(text: unknown): string {
  return typeof text === 'string' ? `“${text}”` : '(a card)';
}
