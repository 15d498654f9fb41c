import { expect, test } from 'vitest';
import type { DestinationSettings } from '../../src/model/settings.ts';
import { outboxKey } from '../../src/runtime/outbox-key.ts';

const mixpanel = (token: string): DestinationSettings => ({
  name: 'mixpanel',
  active: true,
  token,
  endpoint: 'https://api.mixpanel.com',
});

test('the same bot and account wait under the same name, in every process', () => {
  expect(outboxKey(mixpanel('a'), 'bot')).toBe(outboxKey(mixpanel('a'), 'bot'));
});

test.for([
  { other: 'another account', key: outboxKey(mixpanel('b'), 'bot') },
  { other: 'another bot', key: outboxKey(mixpanel('a'), 'shop') },
])('$other waits under another name, which tells no token', ({ key }) => {
  expect(key).not.toBe(outboxKey(mixpanel('a'), 'bot'));
  expect(key).toMatch(/^mixpanel#[0-9a-f]{8}$/);
});
