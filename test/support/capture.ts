/** A capture whose sink collects, and a botbuilder adapter that runs any activity as it is. */

import { BotAdapter, TurnContext } from 'botbuilder';
import type { Activity, ResourceResponse } from 'botbuilder';

import type { ErrorCode } from '../../src/model/errors.ts';
import type { Amendment, Captured, CapturedTurn, Fact } from '../../src/model/turn.ts';
import { createCapture } from '../../src/capture/middleware.ts';
import type { Capture, CaptureDeps } from '../../src/capture/middleware.ts';

/** 2026-03-02T10:00:00Z, a Monday. */
export const NOW = Date.UTC(2026, 2, 2, 10);

export interface CollectingCapture extends Capture {
  readonly captured: readonly Captured[];
  readonly turns: readonly CapturedTurn[];
  readonly amendments: readonly Amendment[];
  /** Facts dropped, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly notices: Readonly<Record<string, number>>;
  readonly errors: readonly { readonly code: ErrorCode; readonly message: string }[];
}

let keys = 0;

/** Ids are `id-1`, `id-2` …; the clock stands at {@link NOW}. */
export function collectingCapture(deps: Partial<CaptureDeps> = {}): CollectingCapture {
  const captured: Captured[] = [];
  const dropped: Record<string, number> = {};
  const notices: Record<string, number> = {};
  const errors: { code: ErrorCode; message: string }[] = [];
  let ids = 0;
  const capture = createCapture({
    clock: () => NOW,
    newId: () => `id-${++ids}`,
    sink: (item) => void captured.push(item),
    dropped: (reason, facts) => void (dropped[reason] = (dropped[reason] ?? 0) + facts),
    notice: (reason) => void (notices[reason] = (notices[reason] ?? 0) + 1),
    onError: ({ code, message }) => void errors.push({ code, message }),
    registryKey: `test-${++keys}`,
    ...deps,
  });
  return {
    ...capture,
    captured,
    get turns() {
      return captured.filter((item) => item.type === 'turn');
    },
    get amendments() {
      return captured.filter((item) => item.type === 'amendment');
    },
    dropped,
    notices,
    errors,
  };
}

/** What was sent, as `type:status:id`. */
export function outgoing(facts: readonly Fact[]): string[] {
  return facts
    .filter((fact) => fact.type === 'outgoing')
    .map(({ activity, status }) => `${activity.type}:${status}:${activity.id ?? ''}`);
}

/** The calls of the turn's API among the facts. */
export function calls(facts: readonly Fact[]): unknown[] {
  return facts.filter((fact) => fact.type === 'call').map((fact) => fact.call);
}

/** A message as a channel sends it. */
export function message(fields: object = {}): Partial<Activity> {
  return {
    type: 'message',
    id: 'activity-1',
    text: 'hello',
    timestamp: new Date(NOW - 1_000),
    channelId: 'directline',
    serviceUrl: 'https://channel.example',
    from: { id: 'user-1', name: 'Ann' },
    recipient: { id: 'bot-1', name: 'Bot' },
    conversation: { id: 'conversation-1', name: '', isGroup: false, conversationType: 'personal' },
    ...fields,
  };
}

/** botbuilder's own turn, without a channel: what is sent gets the ids `sent-1`, `sent-2` … */
export class DirectAdapter extends BotAdapter {
  readonly sent: unknown[] = [];
  /** Runs before an activity is "sent"; may wait or throw. */
  beforeSend: () => Promise<void> | void = () => undefined;

  async run(activity: unknown, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    await this.runMiddleware(new TurnContext(this, activity as Partial<Activity>), logic);
  }

  override async sendActivities(
    _context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    await this.beforeSend();
    return activities.map((activity) => ({ id: `sent-${this.sent.push(activity)}` }));
  }

  override async updateActivity(): Promise<ResourceResponse> {
    await this.beforeSend();
    return { id: 'updated' };
  }

  override async deleteActivity(): Promise<void> {
    await this.beforeSend();
  }

  override async continueConversation(): Promise<void> {
    throw new Error('not used');
  }
}

/** An adapter with the middleware of a capture. */
export function adapterWith(...captures: readonly Capture[]): DirectAdapter {
  const adapter = new DirectAdapter();
  for (const { middleware } of captures) adapter.use(middleware);
  return adapter;
}
