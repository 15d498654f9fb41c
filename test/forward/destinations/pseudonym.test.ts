import { expect, test } from 'vitest';
import {
  clientId,
  deviceId,
  pseudonyms,
  uuidV4,
} from '../../../src/forward/destinations/pseudonym.ts';
import { claimed, eventOf } from '../one-of-each.ts';

const of = (rest: Parameters<typeof claimed>[1]) => claimed([eventOf('topic_set')], rest)[0]!;

test('a person has one pseudonym per destination, and another at each', () => {
  const event = of({ userKey: 'u1' });

  expect(pseudonyms('a').device(event)).toEqual(pseudonyms('a').device(event));
  expect(pseudonyms('a').device(event)).not.toEqual(pseudonyms('b').device(event));
});

test('where nobody is known the conversation stands for them, else the turn', () => {
  const of1 = pseudonyms('a').device;

  expect(of1(of({ userKey: 'k', conversationKey: 'c' }))).toEqual(of1(of({ userKey: 'k' })));
  expect(of1(of({ userKey: undefined, conversationKey: 'k' }))).toEqual(of1(of({ userKey: 'k' })));
  expect(of1(of({ userKey: undefined }))).toEqual(of1(of({ userKey: 't1' })));
});

test.for([
  { byte: 0x00, client: '1.1', uuid: '00000000-0000-4000-8000-000000000000' },
  {
    byte: 0xff,
    client: '2147483647.2147483647',
    uuid: 'ffffffff-ffff-4fff-bfff-ffffffffffff',
  },
])('the ids of the digest of all $byte', ({ byte, client, uuid }) => {
  const digest = Buffer.alloc(32, byte);

  expect(clientId(digest)).toBe(client);
  expect(uuidV4(digest)).toBe(uuid);
  expect(deviceId(digest)).toBe(byte.toString(16).padStart(2, '0').repeat(16));
});
