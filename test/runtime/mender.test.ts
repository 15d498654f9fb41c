import { expect, test } from 'vitest';

import { AnalyticsError } from '../../src/model/errors.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/model/time.ts';
import type { Loss } from '../../src/record/loss.ts';
import { mender, toldLoss } from '../../src/runtime/mender.ts';
import type { FromRecorder } from '../../src/runtime/protocol.ts';

function lost(loss: Loss): AnalyticsError {
  return new AnalyticsError('STORE_UNAVAILABLE', 'it is lost', { details: { loss } });
}

const DONE = new AnalyticsError('STORE_SET_ASIDE', 'it was damaged');

function make() {
  const clock = { now: 7 * HOUR_MS };
  const told: FromRecorder[] = [];
  const made = mender(
    (message) => told.push(message),
    () => false,
    () => clock.now,
  );
  return { ...made, told, pass: (ms: number) => void (clock.now += ms) };
}

test('errors that are no loss do not cost the store', () => {
  const { lossBy } = make();

  expect(lossBy(new AnalyticsError('STORE_UNAVAILABLE', 'locked'))).toBeUndefined();
  expect(lossBy(new Error('SQLITE_CORRUPT'))).toBeUndefined();
});

test('a store is given up for each kind of loss, at most once a second', () => {
  const { lossBy, pass } = make();
  const found = (['replaced', 'mending', 'damaged'] as const).map((loss) => {
    const first = lossBy(lost(loss));
    pass(SECOND_MS - 1);
    const second = lossBy(lost(loss));
    pass(1);
    return [first, second];
  });

  expect(found).toEqual([
    ['replaced', undefined],
    ['mending', undefined],
    ['damaged', undefined],
  ]);
});

test('damage is checked, and believed where that has found nothing within the hour', () => {
  const { lossBy, repair, opened, pass } = make();
  const suspicions = [HOUR_MS - 1, HOUR_MS, 1].map((ms) => {
    lossBy(lost('damaged'));
    const suspicion = repair()?.suspicion;
    opened();
    pass(ms);
    return suspicion;
  });

  expect(suspicions).toEqual(['check', 'believe', 'check']);
  expect(repair()?.suspicion).toBeUndefined();
});

test('a file is mended once an hour; in between damage costs nothing but time', () => {
  const { lossBy, repair, pass, lasting, told } = make();
  const mended = repair();
  mended?.onBegin();
  mended?.onDone(DONE);
  pass(HOUR_MS - 1);
  const within = [repair(), lossBy(lost('damaged')), lossBy(lost('replaced'))];
  pass(SECOND_MS);

  expect(within).toEqual([undefined, undefined, 'replaced']);
  expect([repair() === undefined, lossBy(lost('damaged'))]).toEqual([false, 'damaged']);
  expect(lasting()).toBe(DONE.message);
  expect(told).toMatchObject([{ type: 'problem', error: { code: 'STORE_SET_ASIDE' } }]);
});

test('mending that fails is tried again after five minutes', () => {
  const { repair, pass, lasting } = make();
  repair()?.onBegin();
  pass(5 * MINUTE_MS - 1);
  const before = repair();
  pass(1);

  expect([before, repair() !== undefined, lasting()]).toEqual([undefined, true, undefined]);
});

test('a folder is made anew only for a store that was open', () => {
  const { wasOpen, opened } = make();
  const before = wasOpen();
  opened();

  expect([before, wasOpen()]).toEqual([false, true]);
});

test('a file that is gone has a code of its own', () => {
  expect(toldLoss(lost('replaced'), 'replaced')).toMatchObject({ code: 'STORE_VANISHED' });
  expect(toldLoss(lost('damaged'), 'damaged')).toMatchObject({ code: 'STORE_UNAVAILABLE' });
});
