import { expect, test } from 'vitest';

import { wholeStack } from '../../src/interpret/whole-stack.ts';
import type { StackedDialog } from '../../src/model/turn.ts';

/** `main:1#a` = dialog `main`, step 1, run `a`. */
function stack(words: string): StackedDialog[] {
  return words
    .split(' ')
    .filter(Boolean)
    .map((word) => {
      const [, id = '', step, instance] = /^(\w+):(\d+)#(\w+)$/.exec(word) ?? [];
      return { id, step: Number(step), instance: instance ?? '' };
    });
}

test.for([
  {
    what: 'the first stack is all that is known',
    before: undefined,
    told: 'main:0#a',
    whole: 'main:0#a',
  },
  { what: 'the next step', before: 'main:0#a', told: 'main:1#a', whole: 'main:1#a' },
  {
    what: 'a component within it',
    before: 'main:0#a',
    told: 'booking:0#b',
    whole: 'main:0#a booking:0#b',
  },
  {
    what: 'the component goes on',
    before: 'main:0#a booking:0#b',
    told: 'booking:1#b',
    whole: 'main:0#a booking:1#b',
  },
  {
    what: 'a third one within',
    before: 'main:0#a booking:1#b',
    told: 'date:0#c',
    whole: 'main:0#a booking:1#b date:0#c',
  },
  {
    what: 'back in the first',
    before: 'main:0#a booking:1#b date:0#c',
    told: 'main:1#a',
    whole: 'main:1#a',
  },
  {
    what: 'the component begins again',
    before: 'main:0#a booking:1#b',
    told: 'booking:0#d',
    whole: 'main:0#a booking:0#d',
  },
  { what: 'the first begins again', before: 'main:3#a', told: 'main:0#e', whole: 'main:0#e' },
  { what: 'all are over', before: 'main:0#a booking:1#b', told: '', whole: '' },
])('$what', ({ before, told, whole }) => {
  const known = before === undefined ? undefined : { dialogs: stack(before) };
  const trace = { interrupted: false, ended: 'completed', innermost: true } as const;

  expect(wholeStack(known, { ...trace, dialogs: stack(told) }).dialogs).toEqual(stack(whole));
});

test('a trace of all dialogs is taken as it is', () => {
  const trace = { dialogs: stack('other:0#z'), interrupted: false, ended: 'completed' } as const;

  expect(wholeStack({ dialogs: stack('main:0#a') }, trace)).toBe(trace);
});
