/** Makes calls out of the arguments of the turn's API: one checked entry per method. */

import {
  CLICK_TYPES,
  DIALOG_OUTCOMES,
  FEEDBACK_VOTES,
  HANDOVER_REASONS,
  HANDOVER_VIAS,
} from '../model/call.ts';
import type { TurnCall, TurnCallName } from '../model/call.ts';
import { present } from '../model/present.ts';
import {
  fraction,
  identifier,
  integer,
  oneOf,
  optional,
  options,
  record,
  truth,
  word,
} from './argument.ts';
import { readProperties } from './properties.ts';
import type { PropertyDeps } from './properties.ts';

/** Each throws `INVALID_CALL` if an argument is wrong, and whatever a getter among them throws. */
export type Calls = Readonly<Record<TurnCallName, (first?: unknown, second?: unknown) => TurnCall>>;

export function createCalls(deps: PropertyDeps): Calls {
  return {
    ...VERDICTS,
    ...MARKS,
    ...RATINGS,
    ...HANDOVER,
    ...STRUCTURE,
    track: (event, properties) => ({
      name: 'track',
      event: word('track: name', event),
      properties: readProperties(options('track: properties', properties), deps),
    }),
  };
}

const VERDICTS = {
  recognized: (intent, given) => {
    const { score } = options('recognized: options', given);
    return {
      name: 'recognized',
      ...present({
        intent: optional(intent, (value) => word('recognized: intent', value)),
        score: optional(score, (value) => fraction('recognized: score', value)),
      }),
    };
  },
  unrecognized: (reason) => ({
    name: 'unrecognized',
    ...present({ reason: optional(reason, (value) => word('unrecognized: reason', value)) }),
  }),
} satisfies Partial<Calls>;

const MARKS = {
  setTopic: (topic) => ({ name: 'setTopic', topic: word('setTopic: topic', topic) }),
  setResult: (result) => ({ name: 'setResult', result: word('setResult: result', result) }),
  recordAction: (action) => ({
    name: 'recordAction',
    action: word('recordAction: action', action),
  }),
  setAutomated: (automated) => ({
    name: 'setAutomated',
    automated: truth('setAutomated: automated', automated),
  }),
  recordClick: (click) => {
    const { type, title, destination } = record('recordClick: click', click);
    return {
      name: 'recordClick',
      type: oneOf('recordClick: type', type, CLICK_TYPES),
      title: word('recordClick: title', title),
      ...present({
        destination: optional(destination, (value) => word('recordClick: destination', value)),
      }),
    };
  },
} satisfies Partial<Calls>;

const RATINGS = {
  rateCsat: (score) => ({ name: 'rateCsat', score: integer('rateCsat: score', score, [1, 5]) }),
  rateNps: (score) => ({ name: 'rateNps', score: integer('rateNps: score', score, [0, 10]) }),
  recordFeedback: (vote, given) => {
    const { messageId } = options('recordFeedback: options', given);
    return {
      name: 'recordFeedback',
      vote: oneOf('recordFeedback: vote', vote, FEEDBACK_VOTES),
      ...present({
        messageId: optional(messageId, (id) => identifier('recordFeedback: messageId', id)),
      }),
    };
  },
} satisfies Partial<Calls>;

const HANDOVER = {
  requestHandover: (given) => {
    const { reason, via } = options('requestHandover: options', given);
    return {
      name: 'requestHandover',
      ...present({
        reason: optional(reason, (value) =>
          oneOf('requestHandover: reason', value, HANDOVER_REASONS),
        ),
        via: optional(via, (value) => oneOf('requestHandover: via', value, HANDOVER_VIAS)),
      }),
    };
  },
  acceptHandover: () => ({ name: 'acceptHandover' }),
  failHandover: () => ({ name: 'failHandover' }),
  completeHandover: () => ({ name: 'completeHandover' }),
} satisfies Partial<Calls>;

const STRUCTURE = {
  startDialog: (dialog) => ({ name: 'startDialog', dialog: word('startDialog: dialog', dialog) }),
  endDialog: (dialog, outcome) => ({
    name: 'endDialog',
    dialog: word('endDialog: dialog', dialog),
    outcome: oneOf('endDialog: outcome', outcome, DIALOG_OUTCOMES),
  }),
  startSession: () => ({ name: 'startSession' }),
  endSession: () => ({ name: 'endSession' }),
  identify: (userId) => ({ name: 'identify', userId: identifier('identify: userId', userId) }),
} satisfies Partial<Calls>;
