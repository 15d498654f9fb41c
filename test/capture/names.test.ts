/** Names of users: copied where they are asked for, and from nobody else. */

import { expect, test } from 'vitest';

import { createReplay } from '../../src/capture/replay.ts';
import type { CaptureDeps } from '../../src/capture/middleware.ts';
import type { CapturedTurn } from '../../src/model/turn.ts';
import { NOW, adapterWith, collectingCapture, message } from '../support/capture.ts';

async function turnWith(deps: Partial<CaptureDeps>, activity = message()) {
  const capture = collectingCapture(deps);
  await adapterWith(capture).run(activity, async (context) => {
    await context.sendActivity({
      type: 'message',
      text: 'hi',
      recipient: { id: 'x', name: 'Ann' },
    });
  });
  return capture.turns[0]!;
}

const member = { id: 'user-2', name: 'Bert' };

test('nobody is named unless names are kept', async () => {
  const update = message({ type: 'conversationUpdate', membersAdded: [member] });
  for (const activity of [message(), update]) {
    const turn = await turnWith({}, activity);

    expect(turn.origin.from).toEqual({ id: 'user-1' });
    expect(JSON.stringify(turn)).not.toMatch(/Ann|Bot|Bert/);
  }
});

test('whose turn it is is named, and neither the bot, nor members, nor whom it writes to', async () => {
  const update = message({ type: 'conversationUpdate', membersAdded: [member] });
  for (const activity of [message(), update]) {
    const turn = await turnWith({ captureNames: true }, activity);

    expect(turn.origin.from).toEqual({ id: 'user-1', name: 'Ann' });
    expect(turn.origin.recipient).toEqual({ id: 'bot-1' });
    expect(JSON.stringify(turn).match(/Ann/g)).toHaveLength(1);
    expect(JSON.stringify(turn)).not.toMatch(/Bot|Bert/);
  }
});

test.for<{ what: string; name: unknown; copied: string | undefined }>([
  { what: 'a long one', name: 'x'.repeat(500), copied: 'x'.repeat(128) },
  { what: 'one with white space around it', name: ' Ann ', copied: 'Ann' },
  { what: 'an empty one', name: '  ', copied: undefined },
  { what: 'none', name: undefined, copied: undefined },
  { what: 'what is none', name: { first: 'Ann' }, copied: undefined },
])('$what', async ({ name, copied }) => {
  const { origin } = await turnWith(
    { captureNames: true },
    message({ from: { id: 'user-1', name } }),
  );

  expect(origin.from?.name).toBe(copied);
});

test.for([
  { names: true, expected: ['Ann', 'Ann'] },
  { names: false, expected: [undefined, undefined] },
])('a replay names whose turn it is, also where the bot begins: $names', ({ names, expected }) => {
  const turns: CapturedTurn[] = [];
  const replay = createReplay({ now: NOW, names, sink: (turn) => void turns.push(turn) });
  const user = { id: 'ann', name: 'Ann', role: 'user' };
  const bot = { id: 'the-bot', name: 'Bot', role: 'bot' };
  const timestamp = new Date(NOW - 60_000).toISOString();
  replay.add(message({ id: 'a', from: bot, recipient: user, timestamp }));
  replay.add(message({ id: 'b', from: user, recipient: bot, timestamp }));
  replay.end();

  expect(turns.map(({ origin }) => origin.from?.name)).toEqual(expected);
  expect(JSON.stringify(turns)).not.toContain('Bot');
});
