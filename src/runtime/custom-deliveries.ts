/**
 * The bot's side of destinations of the developer's own: their functions run here, since only data
 * crosses threads. Whatever a function does ends here. It may throw, hang, answer nonsense or write
 * into what it is given: the bot goes on, and the recorder gets plain data or nothing.
 *
 * One thing cannot be helped: a function that computes for long holds up the bot.
 */

import { AnalyticsError } from '../model/errors.ts';
import type { CustomDestination } from '../model/custom-destination.ts';
import { deepFreeze } from '../model/deep-freeze.ts';
import { askCustom } from '../forward/destinations/custom-answer.ts';
import type { Asked, CustomAnswer } from '../forward/destinations/custom-answer.ts';
import { askForget } from '../forward/erasure/custom-answer.ts';
import type { ForgetAnswer } from '../forward/erasure/custom-answer.ts';
import type { FromRecorder } from './protocol.ts';

/**
 * Calls of one destination that may go on after their deadlines. Each keeps its events in memory:
 * beyond, the function is not called until one of them ends.
 */
const MAX_LINGERING = 10;

/** A batch that the recorder wants delivered, or a user forgotten. Nobody else has what is in it. */
export type DeliveryOrder = Extract<FromRecorder, { readonly type: 'deliver' | 'forget' }>;

export interface CustomDeliveriesDeps {
  /** The developer's functions, by the names of their destinations. */
  readonly functions: ReadonlyMap<string, CustomDestination['deliver']>;
  /** Those that forget users, by the same; absent = none. */
  readonly forget?: ReadonlyMap<string, NonNullable<CustomDestination['forget']>> | undefined;
  readonly answer: (id: number, answer: CustomAnswer | ForgetAnswer) => void;
  /** Told what is wrong with a function; the same not again until it has done well. Must not throw. */
  readonly report: (error: AnalyticsError) => void;
}

export interface CustomDeliveries {
  /** Has a batch delivered, after what is on its way here already. */
  begin(order: DeliveryOrder): void;
  /** Nobody waits for this one any more. */
  cutOff(id: number): void;
  /** Nobody waits for any of them: the recorder is gone. */
  abandon(): void;
}

/** What is remembered of the calls. */
interface Desk {
  readonly deps: CustomDeliveriesDeps;
  /** Those that an answer is waited for. */
  readonly running: Map<number, Running>;
  /** Calls that have not ended, by destination, waited for or not. */
  readonly calls: Map<string, number>;
  /** The last complaint about a function. */
  readonly complaints: Map<string, string>;
}

interface Running {
  readonly controller: AbortController;
  timer: NodeJS.Timeout | undefined;
}

/** Makes what runs the functions. Nothing of it keeps the process alive. */
export function customDeliveries(deps: CustomDeliveriesDeps): CustomDeliveries {
  const desk: Desk = { deps, running: new Map(), calls: new Map(), complaints: new Map() };
  return {
    begin(order) {
      desk.running.set(order.id, { controller: new AbortController(), timer: undefined });
      // later, so that what the bot was too busy for is cut off first, and never called
      setImmediate(() => call(desk, order));
    },
    cutOff: (id) => take(desk, id)?.controller.abort(),
    abandon() {
      for (const id of desk.running.keys()) take(desk, id)?.controller.abort();
    },
  };
}

type AnyAsked = Asked<CustomAnswer> | Asked<ForgetAnswer>;

/** Calls the function that an order means; `undefined` if there is none. */
function functionOf(
  { functions, forget }: CustomDeliveriesDeps,
  order: DeliveryOrder,
): ((signal: AbortSignal) => Promise<AnyAsked>) | undefined {
  const { attempt, destination } = order;
  if (order.type === 'forget') {
    const own = forget?.get(destination);
    return own && ((signal) => askForget(own, deepFreeze(order.user), { signal, attempt }));
  }
  const own = functions.get(destination);
  return own && ((signal) => askCustom(own, deepFreeze(order.events), { signal, attempt }));
}

function call(desk: Desk, order: DeliveryOrder): void {
  const { id, destination, timeoutMs } = order;
  const running = desk.running.get(id);
  if (!running) return;
  const ask = functionOf(desk.deps, order);
  const calls = desk.calls.get(destination) ?? 0;
  if (!ask || calls >= MAX_LINGERING) {
    const why = ask
      ? `is not asked: ${calls} calls of it have overrun their deadlines and still go on`
      : 'has no function in this process';
    return settle(desk, id, { outcome: 'not_asked', why });
  }
  const { controller } = running;
  running.timer = setTimeout(() => {
    settle(desk, id, { outcome: 'overdue' });
    controller.abort(new DOMException(`the deadline of ${timeoutMs} ms is over`, 'TimeoutError'));
  }, timeoutMs).unref();
  desk.calls.set(destination, calls + 1);
  void ask(controller.signal).then((asked) => {
    desk.calls.set(destination, (desk.calls.get(destination) ?? 1) - 1);
    // a recorder that was started again counts anew: the id may be that of another delivery by now
    if (desk.running.get(id) !== running) return;
    complain(desk, order, asked);
    settle(desk, id, asked.answer);
  });
}

/** Answers, if an answer is still waited for. */
function settle(desk: Desk, id: number, answer: CustomAnswer | ForgetAnswer): void {
  if (take(desk, id)) desk.deps.answer(id, answer);
}

function take({ running }: Desk, id: number): Running | undefined {
  const taken = running.get(id);
  running.delete(id);
  clearTimeout(taken?.timer);
  return taken;
}

function complain(
  { complaints, deps }: Desk,
  { type, destination: name }: DeliveryOrder,
  { complaint, cause }: AnyAsked,
): void {
  const which = `${type} of the destination ${name}`;
  if (complaint === complaints.get(which)) return;
  if (complaint === undefined) complaints.delete(which);
  else {
    complaints.set(which, complaint);
    const problem = `${which} ${complaint}`;
    deps.report(new AnalyticsError('USER_FUNCTION_FAILED', problem, { details: { name }, cause }));
  }
}
