/** `acknowledgeFeedback`: who answers a vote, and that nothing else is ever sent. */

import type { TurnContext } from 'botbuilder';
import { describe, expect, test } from 'vitest';

import { adapterWith, collectingCapture, message, outgoing } from '../support/capture.ts';

const VOTE = {
  type: 'invoke',
  name: 'message/submitAction',
  value: { actionName: 'feedback', actionValue: { reaction: 'like' } },
};
const respond = (status?: number) => async (context: TurnContext) =>
  void (await context.sendActivity({ type: 'invokeResponse', value: { status } }));
const silent = async () => undefined;

async function statusesOf(
  logic: (context: TurnContext) => Promise<unknown>,
  {
    activity = VOTE,
    acknowledgeFeedback = true,
  }: { activity?: object; acknowledgeFeedback?: boolean } = {},
) {
  const capture = collectingCapture({ acknowledgeFeedback });
  const adapter = adapterWith(capture);
  const error = await adapter
    .run(message(activity), async (context) => void (await logic(context)))
    .then(
      () => undefined,
      (thrown: unknown) => String(thrown),
    );
  const sent = adapter.sent as { type: string; value?: { status?: number } }[];
  return { capture, error, statuses: sent.map(({ type, value }) => `${type} ${value?.status}`) };
}

describe('a vote', () => {
  test.for<{ when: string; logic: (context: TurnContext) => Promise<void>; statuses: string[] }>([
    { when: 'nobody answered', logic: silent, statuses: ['invokeResponse 200'] },
    {
      when: 'the SDK answered 501',
      logic: respond(501),
      statuses: ['invokeResponse 501', 'invokeResponse 200'],
    },
    { when: 'the bot answered', logic: respond(202), statuses: ['invokeResponse 202'] },
    { when: 'the bot refused', logic: respond(400), statuses: ['invokeResponse 400'] },
    {
      when: 'the bot answered without a status',
      logic: respond(),
      statuses: ['invokeResponse undefined'],
    },
    {
      when: 'the bot answered, and the SDK 501',
      logic: async (context) => {
        await respond(200)(context);
        await respond(501)(context);
      },
      statuses: ['invokeResponse 200', 'invokeResponse 501', 'invokeResponse 200'],
    },
    {
      when: 'the bot said something, but did not answer',
      logic: async (context) => void (await context.sendActivity('Thank you!')),
      statuses: ['message undefined', 'invokeResponse 200'],
    },
  ])('when $when', async ({ logic, statuses }) => {
    const result = await statusesOf(logic);

    expect(result.statuses).toEqual(statuses);
    expect(result.error).toBeUndefined();
  });

  test('that is answered for the bot is so within its turn', async () => {
    const { capture } = await statusesOf(silent);

    expect(outgoing(capture.turns[0]!.facts)).toEqual(['invokeResponse:sent:sent-1']);
    expect(capture.amendments).toEqual([]);
  });

  test('whose turn failed is not answered, and fails as it did', async () => {
    const { statuses, error } = await statusesOf(() => Promise.reject(new Error('x')));

    expect(statuses).toEqual([]);
    expect(error).toBe('Error: x');
  });

  test('whose answer cannot be sent leaves the turn as it was', async () => {
    const capture = collectingCapture({ acknowledgeFeedback: true });
    const adapter = adapterWith(capture);
    adapter.beforeSend = () => Promise.reject(new Error('no connection'));

    await adapter.run(message(VOTE), silent);

    expect(capture.turns[0]).not.toHaveProperty('error');
    expect(outgoing(capture.turns[0]!.facts)).toEqual(['invokeResponse:failed:']);
    expect(capture.errors).toEqual([]);
  });
});

describe('nothing is sent', () => {
  test.for([
    { when: 'it is switched off', options: { acknowledgeFeedback: false } },
    { when: 'a message', options: { activity: {} } },
    { when: 'another invoke', options: { activity: { ...VOTE, name: 'message/fetchTask' } } },
    { when: 'an event of that name', options: { activity: { ...VOTE, type: 'event' } } },
  ])('for $when', async ({ options }) => {
    expect((await statusesOf(silent, options)).statuses).toEqual([]);
  });

  test('by default', async () => {
    const adapter = adapterWith(collectingCapture());
    await adapter.run(message(VOTE), silent);

    expect(adapter.sent).toEqual([]);
  });
});
