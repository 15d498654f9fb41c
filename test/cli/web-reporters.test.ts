import { expect, test } from 'vitest';

import { reporters } from '../../src/cli/web/reporters.ts';

test('what takes long keeps nobody waiting who asks for something else', async () => {
  const never = new Promise<never>(() => undefined);
  let made = 0;
  const pool = reporters(() => {
    const number = ++made;
    return {
      ask: (name) => (name === 'slow' ? never : Promise.resolve(`${name} by ${number}`)),
      export: () => never,
      segments: async () => [],
      stop: async () => undefined,
    };
  });
  void pool.ask('slow', {});
  const answers = [await pool.ask('users', {}), await pool.ask('messages', {})];

  expect(answers).toEqual(['users by 2', 'messages by 2']);
});
