/** Spanish on Facebook: quick replies with the channel's marks, a fixed fallback, a human who takes over. */

import { EventFactory, MessageFactory } from 'botbuilder';
import type { TurnContext } from 'botbuilder';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import type { Scene } from '../scene.ts';

const FALLBACK = 'Lo siento, no te he entendido.';

const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/^(hola|buenas|buenos)/i, '¡Hola! Soy el asistente del banco. ¿En qué te ayudo?'],
  [/saldo/i, 'Tu saldo es de 1.240,50 €.'],
  [/tarjeta/i, 'He bloqueado la tarjeta terminada en 4471.'],
  [/oficina|sucursal/i, 'La oficina más cercana está en la calle Mayor 3.'],
  [/gracias/i, '¡A ti!'],
];

function answer(text: string) {
  const found = ANSWERS.find(([pattern]) => pattern.test(text))?.[1] ?? FALLBACK;
  if (found === FALLBACK)
    return MessageFactory.suggestedActions(['Saldo', 'Bloquear tarjeta', 'Un agente'], found);
  return MessageFactory.suggestedActions(['Saldo', 'Un agente'], found);
}

export const bankEs: Scene = {
  name: 'bank-es',
  channel: 'facebook',
  options: { fallbackTexts: [FALLBACK] },
  async play(log) {
    const withHuman = new Set<string>();
    const bot = botbuilderBot(log, async (context: TurnContext) => {
      const { activity } = context;
      if (activity.name === 'handoff.status') {
        const { state } = activity.value as { state: string };
        if (state === 'completed') {
          withHuman.delete(activity.conversation.id);
          await context.sendActivity('El agente ha terminado. Sigo yo.');
        }
        return;
      }
      if (activity.type !== 'message' || withHuman.has(activity.conversation.id)) return;
      if (/agente|persona/i.test(activity.text)) {
        withHuman.add(activity.conversation.id);
        await context.sendActivity('Te paso con una persona.');
        await context.sendActivity(
          EventFactory.createHandoffInitiation(context, { skill: 'cuentas' }),
        );
        return;
      }
      await context.sendActivity(answer(activity.text));
    });

    const olga = person(log, bot, { name: 'Olga', locale: 'es-ES' });
    /** What the agent writes goes out through the bot's channel, past the bot's turns. */
    const agentSays = async (text: string) => {
      log.pass(9_000);
      const { from, conversation } = olga.lastOfBot()!;
      log.write({
        type: 'message',
        id: log.nextId(conversation.id),
        timestamp: new Date(log.now()).toISOString(),
        channelId: log.channel,
        from,
        conversation,
        text,
      });
    };
    await olga.joins();
    await olga.says('Hola', 'recognized', 'greeted back');
    await olga.presses('Saldo', 'recognized', 'a quick reply');
    await olga.says(
      '¿puedo pagar con conchas?',
      'unrecognized',
      'the bot says it did not understand',
    );
    await olga.presses('Bloquear tarjeta', 'recognized', 'a quick reply, offered after the miss');
    await olga.says('bloquea también la otra tarjeta', 'recognized', 'blocked');
    await olga.says('quiero hablar con una persona', 'recognized', 'handed over');
    await olga.signals({ type: 'event', name: 'handoff.status', value: { state: 'accepted' } });
    await agentSays('Hola Olga, soy Marta. Dime.');
    await olga.says(
      'me han bloqueado la tarjeta equivocada',
      'recognized',
      'a human has the conversation',
    );
    await agentSays('La desbloqueo ahora mismo.');
    await olga.says('vale', 'recognized', 'a human has the conversation');
    await olga.says('¿ya está?', 'recognized', 'a human has the conversation');
    await agentSays('Listo.');
    await olga.says('perfecto, gracias', 'recognized', 'a human has the conversation');
    await olga.signals({ type: 'event', name: 'handoff.status', value: { state: 'completed' } });
    await olga.says('gracias', 'recognized', 'thanked back by the bot');
    await olga.says('¿qué tal el tiempo?', 'unrecognized', 'the bot says it did not understand');

    const paco = person(log, bot, { name: 'Paco', locale: 'es-MX' });
    await paco.joins();
    await paco.says('buenas tardes', 'recognized', 'greeted back');
    await paco.says('👋', 'unrecognized', 'the bot says it did not understand');
    await paco.says('saldo', 'recognized', 'an offered reply, typed in other case');
    await paco.says('hello, can you speak english?', 'unrecognized', 'a language it does not know');
    await paco.says('dónde hay una sucursal', 'recognized', 'answered');
  },
};
