import { describe, expect, test } from 'vitest';
import type { TurnCall } from '../../src/model/call.ts';
import { MINUTE_MS } from '../../src/model/time.ts';
import type { DialogTrace, StackedDialog } from '../../src/model/turn.ts';
import { NOON, activity, call, incoming, outgoing, stage, text, turn } from './play.ts';
import type { Stage } from './play.ts';

const at = (minutes: number): number => NOON + minutes * MINUTE_MS;

const dialog = (id: string, step = 0, instance = `${id}-1`): StackedDialog => ({
  id,
  step,
  instance,
});

interface Told {
  readonly ended?: DialogTrace['ended'];
  readonly calls?: readonly TurnCall[];
}

/** A turn at whose end the SDK tells its stack. */
const telling = (minute: number, dialogs: readonly StackedDialog[], more: Told = {}) => {
  const stack: DialogTrace = { dialogs, interrupted: false, ended: more.ended ?? 'completed' };
  return turn([
    incoming(at(minute), text('go on')),
    ...(more.calls ?? []).map((each) => call(at(minute), each)),
    outgoing(at(minute), text('fine')),
    outgoing(at(minute), activity({ type: 'trace', name: 'BotState', stack })),
  ]);
};

/** What was told of dialogs, in order. */
const story = ({ events }: Stage): string[] =>
  events.flatMap((event) => {
    if (event.kind === 'dialog_started') {
      const { dialog: id, parent } = event.data;
      return [parent === undefined ? `${id} started` : `${id} started in ${parent}`];
    }
    if (event.kind !== 'dialog_ended') return [];
    const { dialog: id, outcome, durationMs } = event.data;
    const minutes = durationMs === undefined ? '' : ` after ${durationMs / MINUTE_MS}`;
    return [`${id} ${outcome}${minutes}`];
  });

/** Where the user is: last dialog and step of the latest session. */
const place = ({ participant }: Stage): unknown => {
  const { lastDialog, lastStep } = participant().session ?? {};
  return [lastDialog, lastStep];
};

const starts = (id: string): TurnCall => ({ name: 'startDialog', dialog: id });
const ends = (id: string): TurnCall => ({ name: 'endDialog', dialog: id, outcome: 'completed' });

describe('the stack of the SDK', () => {
  test('a dialog starts, goes on and ends', () => {
    const one = stage();
    one.play(telling(0, [dialog('order')]));
    one.play(telling(1, [dialog('order', 1)]));
    one.play(telling(3, []));

    expect(story(one)).toEqual(['order started', 'order completed after 3']);
  });

  test('nested ones start from the outside and end from the inside', () => {
    const one = stage();
    one.play(telling(0, [dialog('order')]));
    one.play(telling(1, [dialog('order', 1), dialog('address'), dialog('street')]));
    one.play(telling(2, []));

    expect(story(one)).toEqual([
      'order started',
      'address started in order',
      'street started in address',
      'street completed after 1',
      'address completed after 1',
      'order completed after 2',
    ]);
  });

  test('what is cancelled is told as cancelled', () => {
    const one = stage();
    one.play(telling(0, [dialog('order'), dialog('address')]));
    one.play(telling(1, [dialog('help')], { ended: 'cancelled' }));

    expect(story(one)).toEqual([
      'order started',
      'address started in order',
      'address cancelled after 1',
      'order cancelled after 1',
      'help started',
    ]);
  });

  test('another run of the same dialog is another dialog, a step of it is not', () => {
    const one = stage();
    one.play(telling(0, [dialog('order', 0, 'run 1')]));
    one.play(telling(1, [dialog('order', 3, 'run 1')]));
    one.play(telling(2, [dialog('order', 0, 'run 2')]));

    expect(story(one)).toEqual(['order started', 'order completed after 2', 'order started']);
  });

  test('a turn without a trace leaves everything open', () => {
    const one = stage();
    one.play(telling(0, [dialog('order')]));
    one.play(turn([incoming(at(1), text('hi')), outgoing(at(1), text('hello'))]));
    one.play(telling(2, [dialog('order', 1)]));

    expect(story(one)).toEqual(['order started']);
  });

  test('several traces in a turn are taken one by one', () => {
    const one = stage();
    const trace = (dialogs: readonly StackedDialog[]) =>
      outgoing(
        NOON,
        activity({ type: 'trace', stack: { dialogs, interrupted: false, ended: 'completed' } }),
      );
    one.play(turn([incoming(NOON, text('hi')), trace([dialog('order')]), trace([])]));

    expect(story(one)).toEqual(['order started', 'order completed after 0']);
  });

  test('a greeting dialog without a user’s word waits for the session that it opens', () => {
    const one = stage();
    const stack: DialogTrace = {
      dialogs: [dialog('welcome')],
      interrupted: false,
      ended: 'completed',
    };
    one.play(
      turn([
        incoming(NOON, activity({ type: 'conversationUpdate' })),
        outgoing(NOON, activity({ type: 'trace', stack })),
        outgoing(NOON, text('welcome')),
      ]),
    );

    expect(story(one)).toEqual(['welcome started']);
  });

  test('the innermost open dialog is where a message was not understood', () => {
    const one = stage();
    one.play(telling(0, [dialog('order'), dialog('address')]));
    const lost: TurnCall = { name: 'unrecognized' };
    one.play(telling(1, [dialog('order'), dialog('address')], { calls: [lost] }));
    one.play(telling(2, []));
    one.play(telling(3, [], { calls: [lost] }));

    expect(one.all('message_unrecognized').map(({ data }) => data.dialog)).toEqual([
      'address',
      undefined,
    ]);
  });
});

describe('calls and the stack together', () => {
  test('what a call has told is not told again by the stack', () => {
    const one = stage();
    one.play(telling(0, [dialog('order')], { calls: [starts('order')] }));
    one.play(telling(2, [], { calls: [ends('order')] }));

    expect(story(one)).toEqual(['order started', 'order completed after 2']);
  });

  test('what the stack has told is not told again by a call', () => {
    const one = stage();
    one.play(telling(0, [dialog('order')]));
    one.play(telling(1, [dialog('order', 1)], { calls: [starts('order')] }));

    expect(story(one)).toEqual(['order started']);
  });

  test('what a call has ended is over, also while the SDK keeps it for another turn', () => {
    const one = stage();
    one.play(telling(0, [dialog('main'), dialog('order')]));
    const ends = { name: 'endDialog', dialog: 'order', outcome: 'cancelled' } as const;
    one.play(telling(1, [dialog('main'), dialog('order', 1)], { calls: [ends] }));
    one.play(telling(2, [dialog('main', 1)]));
    one.play(telling(3, [dialog('main', 1), dialog('order', 0, 'again')]));

    expect(story(one).slice(2)).toEqual(['order cancelled after 1', 'order started in main']);
  });

  test('what a call ends and starts again is ended by the stack', () => {
    const one = stage();
    const order = { name: 'startDialog', dialog: 'order' } as const;
    const ends = { name: 'endDialog', dialog: 'order', outcome: 'cancelled' } as const;
    one.play(telling(0, [dialog('order')]));
    one.play(telling(1, [dialog('order', 1)], { calls: [ends, order] }));
    one.play(telling(2, []));

    expect(story(one)).toEqual([
      'order started',
      'order cancelled after 1',
      'order started',
      'order completed after 1',
    ]);
  });

  test('a dialog that began before there was a session is told with it', () => {
    const one = stage();
    const stack: DialogTrace = {
      dialogs: [dialog('hello')],
      interrupted: false,
      ended: 'completed',
    };
    one.play({
      ...turn([incoming(at(0), activity({ type: 'conversationUpdate' }))]),
      stack,
    });
    one.play(telling(1, []));

    expect(story(one)).toEqual(['hello started', 'hello completed after 0']);
  });

  test('a dialog that a call has started is ended by the stack', () => {
    const one = stage();
    one.play(telling(0, [dialog('order')], { calls: [starts('order')] }));
    one.play(telling(2, [], { ended: 'cancelled' }));

    expect(story(one)).toEqual(['order started', 'order cancelled after 2']);
  });

  test('dialogs that only calls know stay open whatever the stack says', () => {
    const one = stage();
    one.play(telling(0, [], { calls: [starts('survey')] }));
    one.play(telling(1, []));

    expect(story(one)).toEqual(['survey started']);
    expect(place(one)).toEqual(['survey', undefined]);
  });

  test('a dialog of the stack within one that a call has told is its child', () => {
    const one = stage();
    one.play(telling(0, [dialog('address')], { calls: [starts('order')] }));

    expect(story(one)).toEqual(['order started', 'address started in order']);
  });
});

describe('over the end of a session', () => {
  test('a dialog that stays open is open in the next session, and not started again', () => {
    const one = stage();
    one.play(telling(0, [dialog('order')]));
    one.play(telling(45, [dialog('order', 1)]));

    expect(story(one)).toEqual(['order started']);
    expect(one.sessions().map(({ dialogs }) => dialogs.map((open) => open.dialog))).toEqual([
      ['order'],
      ['order'],
    ]);
  });

  test('it ends in that session, for as long as it was open there', () => {
    const one = stage();
    one.play(telling(0, [dialog('order')]));
    one.play(telling(45, [dialog('order', 1)]));
    one.play(telling(46, []));

    expect(story(one)).toEqual(['order started', 'order completed after 1']);
  });

  test('one that ends with the first message of it has no time of its own', () => {
    const one = stage();
    one.play(telling(0, [dialog('order')]));
    one.play(telling(45, []));

    expect(story(one)).toEqual(['order started', 'order completed']);
    expect(one.all('dialog_ended')[0]?.sessionId).toBe(one.sessions()[1]?.id);
  });
});

describe('where a session was seen last', () => {
  test.for<{ when: string; turns: readonly (readonly StackedDialog[])[]; expected: unknown }>([
    { when: 'nothing was open', turns: [[]], expected: [undefined, undefined] },
    { when: 'a dialog waits', turns: [[dialog('order', 2)]], expected: ['order', 2] },
    {
      when: 'an inner one waits',
      turns: [[dialog('order', 2), dialog('address', 1)]],
      expected: ['address', 1],
    },
    {
      when: 'the inner one is over',
      turns: [[dialog('order', 2), dialog('address', 1)], [dialog('order', 3)]],
      expected: ['order', 3],
    },
    { when: 'all is over', turns: [[dialog('order', 2)], []], expected: [undefined, undefined] },
    {
      when: 'another dialog has no steps',
      turns: [[dialog('order', 2)], [{ id: 'adaptive' }]],
      expected: ['adaptive', undefined],
    },
  ])('$when', ({ turns, expected }) => {
    const one = stage();
    turns.forEach((dialogs, i) => one.play(telling(i, dialogs)));

    expect(place(one)).toEqual(expected);
  });

  test('a dialog that a call starts has no step, and the one around it has its own again', () => {
    const one = stage();
    one.play(telling(0, [dialog('order', 2)]));
    one.play(
      turn([
        incoming(at(1), text('hi')),
        call(at(1), starts('survey')),
        outgoing(at(1), text('?')),
      ]),
    );
    expect(place(one)).toEqual(['survey', undefined]);

    one.play(
      turn([incoming(at(2), text('5')), call(at(2), ends('survey')), outgoing(at(2), text('!'))]),
    );
    expect(place(one)).toEqual(['order', 2]);
  });

  test('a dialog that a call has ended is over, also while the SDK keeps it', () => {
    const one = stage();
    one.play(telling(0, [dialog('main', 1), dialog('order', 2)]));
    one.play(telling(1, [dialog('main', 1), dialog('order', 3)], { calls: [ends('order')] }));

    expect(place(one)).toEqual(['main', 1]);
  });

  test('what a call has started within a dialog of the SDK stays the innermost', () => {
    const one = stage();
    one.play(telling(0, [dialog('main', 1)]));
    one.play(turn([incoming(at(1), text('hi')), call(at(1), starts('survey'))]));
    one.play(telling(2, [dialog('main', 1)]));

    expect(place(one)).toEqual(['survey', undefined]);
  });

  test('what the SDK tells within a dialog that a call has started is the innermost', () => {
    const one = stage();
    one.play(telling(0, [dialog('main', 1), dialog('order', 2)], { calls: [starts('order')] }));

    expect(place(one)).toEqual(['order', 2]);
  });

  test('a new session whose turns tell nothing is in the dialog that waits', () => {
    const one = stage();
    one.play(telling(0, [dialog('order', 2)]));
    one.play(turn([incoming(at(45), text('hi'))], { error: { type: 'Error' } }));

    expect(one.sessions()).toMatchObject([
      { lastDialog: 'order', lastStep: 2 },
      { lastDialog: 'order', lastStep: 2 },
    ]);
  });

  test('an earlier session does not move with the dialogs of a later one', () => {
    const one = stage();
    one.play(telling(0, [dialog('order', 2)]));
    one.play(telling(45, [dialog('order', 3)]));
    one.play(turn([incoming(at(1), text('late')), outgoing(at(1), text('!'))]));

    expect(one.sessions().map(({ lastStep }) => lastStep)).toEqual([2, 3]);
  });

  test('an end that the bot’s code sets leaves it where it was', () => {
    const one = stage();
    one.play(telling(0, [dialog('order', 2)], { calls: [{ name: 'endSession' }] }));

    expect(place(one)).toEqual(['order', 2]);
  });
});
