/**
 * The dialog that takes an order, in three steps. That it starts, at which step people leave it and
 * which answers its prompts refuse, the analytics see by themselves; what it comes to, they are told.
 */

import { setTimeout as wait } from 'node:timers/promises';

import type { TurnContext } from 'botbuilder';
import type { BotAnalytics } from 'botbuilder-analytics';
import { ChoicePrompt, ComponentDialog, ConfirmPrompt, WaterfallDialog } from 'botbuilder-dialogs';
import type { DialogContext, DialogTurnResult, WaterfallStepContext } from 'botbuilder-dialogs';

import type { Memories } from './memory.ts';

export const PIZZAS = ['Margherita', 'Diavola', 'Funghi'];
const PRICE = 9.5;
/** Time that the kitchen takes to confirm an order. */
const KITCHEN_MS = 40;

export class OrderDialog extends ComponentDialog {
  readonly #analytics: BotAnalytics;
  readonly #memory: Memories['memory'];

  constructor(analytics: BotAnalytics, { memory }: Memories) {
    super('order');
    this.#analytics = analytics;
    this.#memory = memory;
    this.addDialog(new ChoicePrompt('pizza'))
      .addDialog(new ConfirmPrompt('sure'))
      .addDialog(
        new WaterfallDialog('steps', [
          (step) => this.#choose(step),
          (step) => this.#confirm(step),
          (step) => this.#place(step),
        ]),
      );
    this.initialDialogId = 'steps';
  }

  /** "cancel" ends the order at any step. */
  protected override async onContinueDialog(inner: DialogContext): Promise<DialogTurnResult> {
    if (!/^cancel$/i.test(wordsOf(inner.context))) return super.onContinueDialog(inner);
    await this.#giveUp(inner.context);
    return inner.cancelAllDialogs(true);
  }

  async #choose(step: WaterfallStepContext): Promise<DialogTurnResult> {
    const words = wordsOf(step.context).toLowerCase();
    const named = PIZZAS.find((pizza) => words.includes(pizza.toLowerCase()));
    if (named) return step.next({ value: named });
    return step.prompt('pizza', {
      choices: PIZZAS,
      prompt: 'Which one?',
      retryPrompt: 'We do not bake that. Which one of these?',
    });
  }

  async #confirm(step: WaterfallStepContext<{ pizza?: string }>): Promise<DialogTurnResult> {
    const { value: pizza } = step.result as { value: string };
    step.options.pizza = pizza;
    return step.prompt('sure', `One ${pizza} for ${PRICE} euros, is that right?`);
  }

  async #place(step: WaterfallStepContext<{ pizza?: string }>): Promise<DialogTurnResult> {
    const { context, options } = step;
    if (step.result !== true) {
      await this.#giveUp(context);
      return step.endDialog();
    }
    await wait(KITCHEN_MS);
    const turn = this.#analytics.of(context);
    turn.setResult('order placed');
    turn.recordAction('ordered a pizza');
    turn.setAutomated(true);
    turn.track('pizza_ordered', { pizza: options.pizza ?? '', value: PRICE, currency: 'EUR' });
    const memory = await this.#memory.get(context, {});
    memory.rating = 'csat';
    await context.sendActivity('It is in the oven! How did I do, from 1 to 5?');
    return step.endDialog();
  }

  async #giveUp(context: TurnContext): Promise<void> {
    const turn = this.#analytics.of(context);
    turn.setResult('order cancelled');
    turn.endDialog('order', 'cancelled');
    await context.sendActivity('Another time, then.');
  }
}

function wordsOf({ activity }: TurnContext): string {
  return activity.text?.trim() ?? '';
}
