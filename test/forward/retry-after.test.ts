import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/forward/retry-after.ts';

const NOW = Date.parse('2026-10-05T08:00:00Z');

test.for([
  { header: null, wait: undefined },
  { header: '', wait: undefined },
  { header: '0', wait: 0 },
  { header: '7', wait: 7_000 },
  { header: ' 7 ', wait: 7_000 },
  { header: '900', wait: 900_000 },
  { header: '901', wait: 900_000 },
  { header: '9'.repeat(400), wait: 900_000 },
  { header: '-5', wait: undefined },
  { header: '1.5', wait: undefined },
  { header: 'soon', wait: undefined },
  { header: 'Mon, 05 Oct 2026 08:00:30 GMT', wait: 30_000 },
  { header: 'Monday, 05-Oct-26 08:00:30 GMT', wait: 30_000 },
  { header: 'Mon, 05 Oct 2026 07:59:59 GMT', wait: undefined },
  { header: 'Tue, 06 Oct 2026 08:00:00 GMT', wait: 900_000 },
  { header: 'Mon, 99 Oct 2026 08:00:30 GMT', wait: undefined },
])('Retry-After: $header → $wait', ({ header, wait }) => {
  expect(retryAfterMs(header, NOW)).toBe(wait);
});
