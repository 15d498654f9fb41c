/** Stacks of dialogs, from traces that the SDK itself sends and from those of .NET bots. */

import { ConversationState, MemoryStorage, MessageFactory, UserState } from 'botbuilder';
import type { TurnContext } from 'botbuilder';
import {
  ComponentDialog,
  Dialog,
  DialogManager,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
  runDialog,
} from 'botbuilder-dialogs';
import type { DialogContext } from 'botbuilder-dialogs';
import {
  ActivityTemplate,
  AdaptiveDialog,
  BeginDialog,
  CancelAllDialogs,
  IntentPattern,
  NumberInput,
  OnBeginDialog,
  OnIntent,
  OnUnknownIntent,
  RegexRecognizer,
  SendActivity,
  TextInput,
} from 'botbuilder-dialogs-adaptive';
import { describe, expect, test } from 'vitest';

import { readOutgoing } from '../../src/capture/activity.ts';
import { readDialogTrace } from '../../src/capture/dialog-trace.ts';
import { createReader } from '../../src/capture/read.ts';
import { MAX_STACK_DEPTH } from '../../src/model/turn.ts';
import type { CapturedActivity, DialogTrace } from '../../src/model/turn.ts';
import { adapterWith, collectingCapture, message } from '../support/capture.ts';

const read = createReader((reason) => {
  throw new Error(reason);
});
const GUID = expect.stringMatching(/^[\da-f]{8}-[\da-f-]{27}$/u);

/** The traces that a bot sends for each of some texts. */
async function talk(
  logic: (context: TurnContext) => Promise<unknown>,
  texts: readonly string[],
): Promise<readonly CapturedActivity[][]> {
  const capture = collectingCapture();
  const adapter = adapterWith(capture);
  for (const [i, text] of texts.entries()) {
    await adapter.run(
      message({ id: `a${i}`, text }),
      async (context) => void (await logic(context)),
    );
  }
  return capture.turns.map(({ facts }) =>
    facts.flatMap((fact) =>
      fact.type === 'outgoing' && fact.activity.type === 'trace' ? [fact.activity] : [],
    ),
  );
}

const stacks = (turns: readonly CapturedActivity[][]): (DialogTrace | undefined)[] =>
  turns.map((traces) => traces.find(({ stack }) => stack)?.stack);

class Booking extends ComponentDialog {
  constructor() {
    super('Booking');
    this.addDialog(new TextPrompt('city'));
    this.addDialog(new NumberPrompt('people', async ({ recognized }) => recognized.succeeded));
    this.addDialog(
      new WaterfallDialog('booking steps', [
        (step) => step.prompt('city', { prompt: 'Which city?', retryPrompt: 'A city, please.' }),
        (step) => step.prompt('people', { prompt: MessageFactory.text('How many?') }),
        (step) => step.endDialog(),
      ]),
    );
    this.initialDialogId = 'booking steps';
  }
}

class Main extends ComponentDialog {
  constructor() {
    super('Main');
    this.addDialog(new Booking());
    this.addDialog(new TextPrompt('text'));
    this.addDialog(
      new WaterfallDialog('steps', [
        (step) => step.prompt('text', { prompt: 'Your name?' }),
        (step) => step.beginDialog('Booking'),
        (step) => step.endDialog(),
      ]),
    );
    this.initialDialogId = 'steps';
  }

  override async onContinueDialog(inner: DialogContext) {
    if (inner.context.activity.text !== 'help') return super.onContinueDialog(inner);
    await inner.context.sendActivity('It is easy.');
    return Dialog.EndOfTurn;
  }
}

describe('runDialog of a component', () => {
  const conversation = new ConversationState(new MemoryStorage());
  const property = conversation.createProperty('DialogState');
  const component = new Main();
  const logic = async (context: TurnContext) => {
    await runDialog(component, context, property);
    await conversation.saveChanges(context);
  };

  test('tells the innermost component: its waterfalls, and the prompt that asks', async () => {
    const texts = ['hi', 'Ann', 'help', 'Vienna', 'x', '3'];
    const waterfall = (id: string, step: number) => ({ id, step, instance: GUID });

    expect(stacks(await talk(logic, texts))).toEqual([
      {
        dialogs: [waterfall('steps', 0)],
        prompt: { id: 'text', texts: ['Your name?'] },
        innermost: true,
        interrupted: false,
        ended: 'cancelled',
      },
      ...Array.from({ length: 2 }, (_, i) => ({
        dialogs: [waterfall('booking steps', 0)],
        prompt: { id: 'city', texts: ['Which city?', 'A city, please.'] },
        innermost: true,
        interrupted: false,
        ended: i === 0 ? 'completed' : 'cancelled',
      })),
      {
        dialogs: [waterfall('booking steps', 1)],
        prompt: { id: 'people', texts: ['How many?'] },
        innermost: true,
        interrupted: false,
        ended: 'completed',
      },
      {
        dialogs: [waterfall('booking steps', 1)],
        prompt: { id: 'people', attempts: 1, texts: ['How many?'] },
        innermost: true,
        interrupted: false,
        ended: 'cancelled',
      },
      { dialogs: [], interrupted: false, ended: 'completed' },
    ]);
  });
});

describe('a DialogManager', () => {
  function managerOf(root: Dialog) {
    const manager = new DialogManager(root);
    manager.conversationState = new ConversationState(new MemoryStorage());
    manager.userState = new UserState(new MemoryStorage());
    return (context: TurnContext) => manager.onTurn(context);
  }

  test('with components tells the whole stack, each component with its own flow', async () => {
    const [asked, booking] = stacks(await talk(managerOf(new Main()), ['hi', 'Ann']));

    expect(asked).toMatchObject({
      dialogs: [{ id: 'Main', step: 0, instance: GUID }],
      prompt: { id: 'text', texts: ['Your name?'] },
    });
    expect(booking?.dialogs).toEqual([
      { id: 'Main', step: 1, instance: GUID },
      { id: 'Booking', step: 0, instance: GUID },
    ]);
    expect(booking?.prompt?.id).toBe('city');
  });

  function adaptive(): AdaptiveDialog {
    const say = (text: string) => new SendActivity(text);
    const ask = { alwaysPrompt: true as never, property: 'user.answer' as never };
    const name = new TextInput().configure({
      ...ask,
      prompt: new ActivityTemplate('Your name?'),
      allowInterruptions: true as never,
    });
    const people = new NumberInput().configure({
      ...ask,
      prompt: new ActivityTemplate('How many?'),
      unrecognizedPrompt: new ActivityTemplate('A number, please.'),
      allowInterruptions: false as never,
    });
    const child = new AdaptiveDialog('people');
    child.triggers = [new OnBeginDialog([people, say('thanks')])];
    const root = new AdaptiveDialog('order').configure({
      autoEndDialog: false as never,
      recognizer: new RegexRecognizer().configure({
        intents: ['help', 'cancel', 'order'].map((word) => new IntentPattern(word, word)),
      }),
    });
    root.triggers = [
      new OnIntent('help', [], [say('It is easy.')]),
      new OnIntent('cancel', [], [say('bye'), new CancelAllDialogs()]),
      new OnIntent('order', [], [say('ok'), name, new BeginDialog('people'), say('done')]),
      new OnUnknownIntent([say('Sorry?')]),
    ];
    root.dialogs.add(child);
    return root;
  }

  const NAME = { id: 'TextInput[ActivityTemplate(Your name?)]', attempts: 1, texts: [] };
  const PEOPLE = 'NumberInput[ActivityTemplate(How many?)]';

  test('with adaptive dialogs tells them without their plumbing', async () => {
    const texts = ['hi', 'order', 'help', 'Ann', 'x', '3', 'order', 'cancel'];

    expect(stacks(await talk(managerOf(adaptive()), texts))).toEqual([
      { dialogs: [{ id: 'order' }], interrupted: true, ended: 'completed' },
      { dialogs: [{ id: 'order', step: 1 }], prompt: NAME, interrupted: true, ended: 'cancelled' },
      { dialogs: [{ id: 'order', step: 1 }], prompt: NAME, interrupted: true, ended: 'cancelled' },
      ...[1, 2].map((attempts) => ({
        dialogs: [
          { id: 'order', step: 2 },
          { id: 'people', step: 0 },
        ],
        prompt: { id: PEOPLE, attempts, texts: [] },
        interrupted: false,
        ended: 'completed',
      })),
      { dialogs: [{ id: 'order' }], interrupted: false, ended: 'completed' },
      { dialogs: [{ id: 'order', step: 1 }], prompt: NAME, interrupted: true, ended: 'cancelled' },
      { dialogs: [], interrupted: true, ended: 'cancelled' },
    ]);
  });

  test('tells what its recognizer made of the message, in a trace of its own and in the state', async () => {
    const turns = await talk(managerOf(adaptive()), ['hi', 'order']);

    expect(turns.map((traces) => traces.map(({ recognition }) => recognition))).toEqual([
      [
        { recognizer: 'regex', score: 0 },
        { recognizer: 'adaptive', score: 0 },
      ],
      [
        { recognizer: 'regex', intent: 'order', score: 1 },
        { recognizer: 'adaptive', intent: 'order', score: 1 },
      ],
    ]);
  });

  test('keeps nothing of what is in the state', async () => {
    const logic = managerOf(adaptive());
    const turns = await talk(logic, ['order', 'canary@example.org', '31337']);

    expect(turns).toHaveLength(3);
    expect(JSON.stringify(turns)).not.toMatch(/canary|31337|activity"/u);
  });

  test('with an adaptive dialog that runDialog runs: its name is not told, its prompt is', async () => {
    const conversation = new ConversationState(new MemoryStorage());
    const property = conversation.createProperty('DialogState');
    const root = adaptive();
    const logic = async (context: TurnContext) => {
      await runDialog(root, context, property);
      await conversation.saveChanges(context);
    };

    expect(stacks(await talk(logic, ['order']))).toEqual([
      { dialogs: [], prompt: NAME, interrupted: true, ended: 'cancelled' },
    ]);
  });
});

test('a waterfall that runDialog runs has no name in its trace: that is no stack', async () => {
  const conversation = new ConversationState(new MemoryStorage());
  const property = conversation.createProperty('DialogState');
  const waterfall = new WaterfallDialog('nameless', [
    async () => Dialog.EndOfTurn,
    (step) => step.endDialog(),
  ]);
  const logic = async (context: TurnContext) => {
    await runDialog(waterfall, context, property);
    await conversation.saveChanges(context);
  };

  expect(stacks(await talk(logic, ['hi', 'x']))).toEqual([
    undefined,
    { dialogs: [], interrupted: false, ended: 'completed' },
  ]);
});

/** Entries as .NET writes them. */
const dotnet = (id: string, state: object) => ({ id, state, StackIndex: null, Version: null });
const steps = (stepIndex: number, instanceId = 'run-1') => ({
  options: null,
  values: { instanceId },
  stepIndex,
});
const asks = (prompt: string, more: object = {}) => ({
  options: { prompt: { type: 'message', text: prompt }, retryPrompt: null },
  state: more,
});

describe('a .NET bot', () => {
  test.for<{ when: string; value: object; trace: object }>([
    {
      when: 'lists the innermost first',
      value: {
        turn: { activity: {}, lastresult: null },
        dialog: {
          dialogs: {
            dialogStack: [
              dotnet('text', asks('Name?', { AttemptCount: 2 })),
              dotnet('wf', steps(1)),
            ],
          },
        },
      },
      trace: {
        dialogs: [{ id: 'wf', step: 1, instance: 'run-1' }],
        prompt: { id: 'text', attempts: 2, texts: ['Name?'] },
        ended: 'completed',
      },
    },
    {
      when: 'is recognised by its waterfall standing last, where its entries are bare',
      value: {
        turn: {},
        dialog: {
          dialogs: {
            dialogStack: [
              { id: 'text', state: asks('Name?') },
              { id: 'wf', state: steps(0) },
            ],
          },
        },
      },
      trace: {
        dialogs: [{ id: 'wf', step: 0, instance: 'run-1' }],
        prompt: { id: 'text', texts: ['Name?'] },
      },
    },
    {
      when: 'nests stacks, each the innermost first',
      value: {
        turn: { dialogEvent: { name: 'beginDialog' } },
        conversation: {
          other: { count: 1 },
          dialogState: {
            dialogStack: [
              dotnet('Main', {
                dialogs: {
                  dialogStack: [
                    dotnet('Booking', {
                      dialogs: {
                        dialogStack: [
                          dotnet('city', asks('City?')),
                          dotnet('flow', steps(2, 'run-2')),
                        ],
                      },
                    }),
                    dotnet('wf', steps(1)),
                  ],
                },
              }),
            ],
          },
        },
        dialog: { dialogs: { dialogStack: [] } },
      },
      trace: {
        dialogs: [
          { id: 'Main', step: 1, instance: 'run-1' },
          { id: 'Booking', step: 2, instance: 'run-2' },
        ],
        prompt: { id: 'city', texts: ['City?'] },
        ended: 'completed',
      },
    },
    {
      when: 'has adaptive dialogs whose scope stands last',
      value: {
        turn: { interrupted: true },
        conversation: {
          DialogState: {
            dialogStack: [
              dotnet('Main.dialog', {
                _adaptive: {
                  actions: [
                    {
                      dialogStack: [
                        dotnet('Microsoft.TextInput[x]', { options: {}, turnCount: 3 }),
                        dotnet('ActionScope[x]', { offset: 4 }),
                      ],
                    },
                    { dialogStack: [dotnet('interrupted', steps(1))] },
                  ],
                },
              }),
            ],
          },
        },
      },
      trace: {
        dialogs: [{ id: 'Main.dialog', step: 4 }],
        prompt: { id: 'Microsoft.TextInput[x]', attempts: 3, texts: [] },
        interrupted: true,
      },
    },
  ])('$when', ({ value, trace }) => {
    const before = structuredClone(value);

    expect(readDialogTrace(read, value)).toMatchObject(trace);
    expect(value).toEqual(before);
  });
});

describe('how dialogs ended', () => {
  test.for<{ turn: object | undefined; dialog?: object; ended: string }>([
    { turn: { lastresult: 'x' }, ended: 'completed' },
    { turn: { lastresult: undefined }, ended: 'completed' },
    { turn: { lastresult: null }, ended: 'completed' },
    { turn: { LastResult: null }, ended: 'completed' },
    { turn: {}, ended: 'cancelled' },
    { turn: { dialogEvent: { name: 'endOfActions' } }, ended: 'completed' },
    { turn: { dialogEvent: { name: 'cancelDialog' }, lastresult: 1 }, ended: 'cancelled' },
    { turn: { dialogEvent: { name: 'recognizedIntent' } }, ended: 'cancelled' },
    { turn: { dialogEvent: { Name: 'endOfActions', Bubble: false } }, ended: 'completed' },
    { turn: { dialogEvent: { Name: 'cancelDialog' }, lastresult: null }, ended: 'cancelled' },
    { turn: { dialogEvent: {} }, ended: 'cancelled' },
    { turn: undefined, dialog: {}, ended: 'cancelled' },
  ])('after $turn: $ended', ({ turn, dialog, ended }) => {
    expect(readDialogTrace(read, { turn, dialog })).toEqual({
      dialogs: [],
      interrupted: false,
      ended,
    });
  });
});

describe('a trace that is not the snapshot of dialogs', () => {
  test.for<{ when: string; value: unknown }>([
    { when: 'nothing', value: undefined },
    { when: 'a text', value: 'x' },
    { when: 'state without a turn, as inspection sends it', value: { conversationState: {} } },
    { when: 'a container of another kind', value: { turn: {}, dialog: { own: 1 } } },
  ])('$when is no stack', ({ value }) => {
    expect(readDialogTrace(read, value)).toBeUndefined();
  });
});

describe('limits', () => {
  const nested = (levels: number): object =>
    levels === 0
      ? asks('Deep?')
      : { dialogs: { dialogStack: [{ id: `d${levels}`, state: nested(levels - 1) }] } };
  const traceOf = (dialogStack: unknown) =>
    readDialogTrace(read, { turn: {}, dialog: { dialogs: { dialogStack } } });

  test('keeps the outermost dialogs, and the prompt on top of all of them', () => {
    const trace = traceOf([{ id: 'root', state: nested(MAX_STACK_DEPTH + 5) }]);

    expect(trace?.dialogs).toHaveLength(MAX_STACK_DEPTH);
    expect(trace?.dialogs[0]?.id).toBe('root');
    expect(trace?.prompt?.texts).toEqual(['Deep?']);
  });

  test('a stack that holds itself comes to an end', () => {
    const stack: { id: string; state: object }[] = [
      { id: 'a', state: {} },
      { id: 'b', state: {} },
    ];
    for (const entry of stack) entry.state = { dialogs: { dialogStack: stack } };

    expect(traceOf(stack)?.dialogs).toHaveLength(MAX_STACK_DEPTH);
  });

  test.for([{ stack: [null, 5, 'x', {}, { id: {} }] }, { stack: Array.from({ length: 9_999 }) }])(
    'entries that are none are left out',
    ({ stack }) => {
      expect(traceOf(stack)).toMatchObject({ dialogs: [] });
    },
  );
});

test.for([
  {
    name: 'BotState',
    label: 'Bot State',
    valueType: 'https://www.botframework.com/schemas/botState',
  },
  {
    name: 'BotState',
    label: 'Skill State',
    valueType: 'https://www.botframework.com/schemas/botState',
  },
  { name: 'AgentState', label: 'Agent State' },
])('the trace $name ($label) tells the stack, and keeps nothing of the state', (trace) => {
  const value = {
    turn: { activity: { text: 'canary' }, lastresult: 'canary' },
    dialog: {
      dialogs: { dialogStack: [{ id: 'order', state: { stepIndex: 1, values: { a: 'canary' } } }] },
    },
    user: { name: 'canary' },
  };
  const copy = readOutgoing(read, { type: 'trace', ...trace, value });

  expect(copy.stack?.dialogs).toEqual([{ id: 'order', step: 1 }]);
  expect(JSON.stringify(copy)).not.toContain('canary');
});
