import { expect, test } from 'vitest';

import { answerPassword, guardedPassword, passwordDesk } from '../../src/runtime/password.ts';
import type { AskPassword, PasswordQuestion } from '../../src/runtime/password.ts';

const CANARY = 'canary-4711';

/** A desk in a thread, and the bot's end of its port. */
function deskBefore(ask: AskPassword | undefined): { readonly ask: AskPassword } {
  const desk = passwordDesk((question: PasswordQuestion) => {
    void answerPassword(structuredClone(question), ask).then((answer) =>
      desk.answered(structuredClone(answer)),
    );
  });
  return desk;
}

test.for([() => 'p w', async () => 'p w'])('a password that is told: %s', async (told) => {
  const ask = guardedPassword(told);

  expect(await ask()).toBe('p w');
  expect(await deskBefore(ask).ask()).toBe('p w');
});

test.for([
  {
    does: 'throws',
    told: () => {
      throw new Error(CANARY);
    },
    says: 'the function for the password failed',
  },
  {
    does: 'rejects',
    told: () => Promise.reject(new Error(CANARY)),
    says: 'the function for the password failed',
  },
  { does: 'answers nothing', told: () => undefined, says: 'something that is no text' },
  { does: 'answers a number', told: async () => 4_711, says: 'something that is no text' },
  {
    does: 'never answers',
    told: () => new Promise(() => undefined),
    says: 'did not answer within 20 ms',
  },
])('a function that $does fails by itself: it is asked again', async ({ told, says }) => {
  const ask = guardedPassword(told as never, 20);

  for (const each of [ask, deskBefore(ask).ask]) {
    const error = await each().catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect((error as Error).message).toContain(says);
    expect((error as Error).message).not.toContain(CANARY);
  }
});

test('several connections have an answer each, whichever comes first', async () => {
  const answers = [
    new Promise<string>((resolve) => setTimeout(() => resolve('slow'), 20)),
    'quick',
  ];
  const desk = deskBefore(guardedPassword(() => answers.shift() ?? ''));

  expect(await Promise.all([desk.ask(), desk.ask()])).toEqual(['slow', 'quick']);
});

test('where no function is, the thread is told so', async () => {
  await expect(deskBefore(undefined).ask()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
