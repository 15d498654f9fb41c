import { expect, test } from 'vitest';

import { changed } from '../../../src/forward/erasure/asking.ts';
import type { ErasureAnswer } from '../../../src/forward/erasure/asking.ts';
import type { ErasureChange, ErasureJob } from '../../../src/record/erasure.ts';

const NOW = 1_000_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const JOB: ErasureJob = {
  id: 1,
  destination: 'mixpanel#1',
  status: 'waiting',
  tasks: ['t1'],
  attempts: 3,
  problem: 'as before',
  nextAttemptAt: 0,
  requestedAt: 0,
  updatedAt: 0,
};
const ASKED: ErasureJob = { ...JOB, status: 'asked' };

test.for<{ when: string; job?: ErasureJob; answer: ErasureAnswer; to: Partial<ErasureChange> }>([
  {
    when: 'the last request is taken',
    answer: { outcome: 'asked', task: 't2', isLast: true },
    to: { status: 'asked', tasks: ['t1', 't2'], attempts: 0, nextAttemptAt: NOW + MINUTE },
  },
  {
    when: 'another request is taken',
    answer: { outcome: 'asked', task: 't2', isLast: false },
    to: { status: 'waiting', tasks: ['t1', 't2'], attempts: 0, nextAttemptAt: NOW + 2_000 },
  },
  {
    when: 'it is not done yet',
    job: ASKED,
    answer: { outcome: 'running' },
    to: { status: 'asked', attempts: 4, nextAttemptAt: NOW + 16 * MINUTE },
  },
  {
    when: 'it is not done after days',
    job: { ...ASKED, attempts: 40 },
    answer: { outcome: 'running' },
    to: { nextAttemptAt: NOW + 6 * HOUR },
  },
  { when: 'it is done', job: ASKED, answer: { outcome: 'done' }, to: { status: 'done' } },
  {
    when: 'there is no answer',
    answer: { outcome: 'retry', problem: 'no answer' },
    to: { status: 'waiting', attempts: 4, problem: 'no answer', nextAttemptAt: NOW + 8_000 },
  },
  {
    when: 'it asks for patience',
    answer: { outcome: 'retry', problem: 'not now', afterMs: HOUR },
    to: { problem: 'not now', nextAttemptAt: NOW + HOUR },
  },
  {
    when: 'it refuses',
    answer: { outcome: 'refused', problem: 'no' },
    to: { status: 'failed', problem: 'no', tasks: ['t1'] },
  },
])('$when', ({ job = JOB, answer, to }) => {
  const change = changed(job, answer, { now: NOW, random: () => 0.5 });

  expect(change).toMatchObject(to);
  expect(change.problem).toBe(to.problem);
});
