import { expect, test } from 'vitest';
import { promptOutcome } from '../../src/interpret/dialog-progress.ts';
import type { DialogStack } from '../../src/model/state.ts';
import type { DialogTrace, StackedDialog } from '../../src/model/turn.ts';

const booking = (step: number, instance = 'run-1'): StackedDialog => ({
  id: 'booking',
  step,
  instance,
});
const main = (instance = 'main-1'): StackedDialog => ({ id: 'main', step: 0, instance });

/** A prompt as botbuilder keeps it in JavaScript: its texts, and no count. */
const asked = (id = 'TextPrompt', texts: readonly string[] = ['Where to?']) => ({ id, texts });
/** An input of an adaptive dialog: how often it has looked, and its text in its name. */
const input = (attempts: number, id = 'TextInput[city]') => ({ id, attempts, texts: [] });

const before = (
  dialogs: readonly StackedDialog[],
  prompt?: DialogStack['prompt'],
): DialogStack => ({
  dialogs,
  ...(prompt && { prompt }),
});

const after = (
  dialogs: readonly StackedDialog[],
  prompt?: DialogTrace['prompt'],
  more: Partial<DialogTrace> = {},
): DialogTrace => ({
  dialogs,
  ...(prompt && { prompt }),
  interrupted: false,
  ended: 'completed',
  ...more,
});

interface Case {
  readonly what: string;
  readonly before: DialogStack;
  readonly after: DialogTrace;
  readonly replies?: readonly string[];
  /** What the bot had asked with before. */
  readonly repeated?: string;
  readonly outcome: string | undefined;
}

const waiting = before([main(), booking(1)], { id: 'TextPrompt' });
const counting = before([booking(1)], { id: 'TextInput[city]', attempts: 1 });

test.for<Case>([
  // the stack moved
  {
    what: 'the next step, and its prompt',
    before: waiting,
    after: after([main(), booking(2)], asked('DatePrompt', ['When?'])),
    replies: ['When?'],
    outcome: 'certain accepted',
  },
  {
    what: 'the next step with a prompt of the same kind',
    before: waiting,
    after: after([main(), booking(2)], asked('TextPrompt', ['From where?'])),
    replies: ['From where?'],
    outcome: 'certain accepted',
  },
  {
    what: 'the next step, without a prompt',
    before: waiting,
    after: after([main(), booking(2)]),
    outcome: 'certain accepted',
  },
  {
    what: 'the dialog is over, its parent goes on',
    before: waiting,
    after: after([{ ...main(), step: 1 }], asked('ConfirmPrompt', ['More?'])),
    replies: ['Booked.', 'More?'],
    outcome: 'certain accepted',
  },
  {
    what: 'everything is over',
    before: waiting,
    after: after([]),
    replies: ['Booked.'],
    outcome: 'certain accepted',
  },
  {
    what: 'an answer led into another dialog',
    before: waiting,
    after: after([main(), booking(2), { id: 'address', step: 0 }], asked()),
    outcome: 'certain accepted',
  },
  {
    what: 'the next input of an adaptive dialog',
    before: counting,
    after: after([booking(2)], input(0, 'DateInput[when]')),
    outcome: 'certain accepted',
  },
  // given up
  {
    what: 'everything was cancelled',
    before: waiting,
    after: after([], undefined, { ended: 'cancelled' }),
    replies: ['Okay.'],
    outcome: 'probable cancelled',
  },
  {
    what: 'one dialog was cancelled, and the one around it goes on',
    before: waiting,
    after: after([{ ...main(), step: 1 }], undefined, { ended: 'cancelled' }),
    outcome: 'certain accepted',
  },
  // the stack stands
  {
    what: 'looked at once more: the count has grown',
    before: counting,
    after: after([booking(1)], input(2)),
    replies: ['No such city. Where to?'],
    outcome: 'certain rejected',
  },
  {
    what: 'looked at for the first time',
    before: before([booking(1)], { id: 'TextInput[city]' }),
    after: after([booking(1)], input(1)),
    outcome: 'certain rejected',
  },
  {
    what: 'not tried: the count stands',
    before: counting,
    after: after([booking(1)], input(1)),
    replies: ['Just tell me a city.'],
    outcome: undefined,
  },
  {
    what: 'the count grew, whatever interrupted',
    before: counting,
    after: after([booking(1)], input(2), { interrupted: true }),
    outcome: 'certain rejected',
  },
  {
    what: 'asked again with the same text',
    before: waiting,
    after: after([main(), booking(1)], asked()),
    replies: ['where  to?'],
    outcome: 'certain rejected',
  },
  {
    what: 'asked again with the same text and a list of choices',
    before: waiting,
    after: after([main(), booking(1)], asked()),
    replies: ['Where to? (1) Rome or (2) Paris'],
    outcome: 'certain rejected',
  },
  {
    what: 'asked again with the text for that',
    before: waiting,
    after: after([main(), booking(1)], asked('TextPrompt', ['Where to?', 'Which city?'])),
    replies: ['Which city?'],
    outcome: 'certain rejected',
  },
  {
    what: 'asked again with what the bot had said, whatever the prompt’s own text',
    before: waiting,
    after: after([main(), booking(1)], asked()),
    replies: ['A city, please!'],
    repeated: 'A city, please!',
    outcome: 'certain rejected',
  },
  {
    what: 'a digression: something else was answered',
    before: waiting,
    after: after([main(), booking(1)], asked()),
    replies: ['We fly to 200 cities.'],
    outcome: undefined,
  },
  {
    what: 'a digression, and the question again',
    before: waiting,
    after: after([main(), booking(1)], asked()),
    replies: ['We fly to 200 cities.', 'Where to?'],
    outcome: undefined,
  },
  {
    what: 'no word at all',
    before: waiting,
    after: after([main(), booking(1)], asked()),
    outcome: undefined,
  },
  {
    what: 'the same question, because something interrupted',
    before: waiting,
    after: after([main(), booking(1)], asked(), { interrupted: true }),
    replies: ['Where to?'],
    outcome: undefined,
  },
  {
    what: 'some reply, where nobody knows how the prompt asks',
    before: waiting,
    after: after([main(), booking(1)], asked('TextPrompt', [])),
    replies: ['Pardon?'],
    outcome: undefined,
  },
  {
    what: 'a step that waits without a prompt',
    before: before([booking(1)]),
    after: after([booking(1)]),
    replies: ['Pardon?'],
    outcome: undefined,
  },
  // something else happened
  {
    what: 'help is on top of the waiting prompt',
    before: waiting,
    after: after([main(), booking(1), { id: 'help', step: 0 }], asked('ConfirmPrompt', ['Ok?'])),
    replies: ['I book flights.', 'Ok?'],
    outcome: undefined,
  },
  {
    what: 'a main dialog that takes anything and begins again',
    before: before([main('main-1')], { id: 'TextPrompt' }),
    after: after([main('main-2')], asked()),
    replies: ['Sorry, say that again?'],
    outcome: undefined,
  },
  {
    what: 'the same dialog in another run, at another step',
    before: before([booking(1, 'run-1')], { id: 'TextPrompt' }),
    after: after([booking(0, 'run-2')], asked('ChoicePrompt')),
    outcome: 'certain accepted',
  },
  // nothing was open
  {
    what: 'nothing was open, and a dialog begins',
    before: before([]),
    after: after([booking(0)], asked()),
    replies: ['Where to?'],
    outcome: undefined,
  },
  {
    what: 'dialogs were open that wait for nothing',
    before: before([{ id: 'root' }]),
    after: after([{ id: 'root' }, booking(0)], asked()),
    outcome: undefined,
  },
  {
    what: 'nothing was open, and nothing is',
    before: before([]),
    after: after([]),
    outcome: undefined,
  },
])('$what → $outcome', ({ replies = [], repeated, outcome, ...stacks }) => {
  const isRepeated = (words: string) => words === repeated;
  const found = promptOutcome({ ...stacks, replies, isRepeated });

  expect(found && `${found.confidence} ${found.outcome}`).toBe(outcome);
});
