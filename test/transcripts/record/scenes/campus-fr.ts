/** French; Orchestrator decides between intents and a knowledge base, its trace is a bare recognizer result. */

import { MessageFactory } from 'botbuilder';
import type { TurnContext } from 'botbuilder';
import { botbuilderBot } from '../channel.ts';
import { person } from '../person.ts';
import { qnaMaker } from '../scene.ts';
import type { Scene } from '../scene.ts';
import { predict } from '../services.ts';
import type { KnowledgeBase, Model } from '../services.ts';

const MODEL: Model = [
  ['Inscription', /inscri/i],
  ['Horaires', /horaire|heure/i],
  ['DeferToRecognizer_QnA_Campus', /bourse|logement|cantine|sport/i],
  ['Salutation', /^(bonjour|salut|bonsoir)/i],
];

const BASE: KnowledgeBase = [
  {
    pattern: /bourse/i,
    question: 'Comment obtenir une bourse ?',
    answer: 'Le dossier est à remplir avant le 31 mai.',
  },
  {
    pattern: /logement/i,
    question: 'Y a-t-il des logements ?',
    answer: 'Oui, à 300 mètres du campus.',
  },
  { pattern: /cantine/i, question: 'Où est la cantine ?', answer: 'Au bâtiment C.' },
];

const ANSWERS: Readonly<Record<string, string>> = {
  Inscription: 'Les inscriptions ouvrent le 1er juillet. Voulez-vous un rappel ?',
  Horaires: 'Le secrétariat est ouvert de 9 h à 17 h.',
  Salutation: 'Bonjour ! Que puis-je faire pour vous ?',
};

async function understand(context: TurnContext): Promise<string> {
  const { text } = context.activity;
  const intents = predict(MODEL, text);
  const result = Object.entries(intents).map(([name, { score }]) => ({
    label: { name, label_type: 1 },
    score,
  }));
  await context.sendTraceActivity(
    'OrchestratorRecognizer',
    { text, intents, entities: {}, result },
    'OrchestratorRecognizer',
    'Orchestrator Recognition',
  );
  return Object.keys(intents)[0] ?? 'None';
}

export const campusFr: Scene = {
  name: 'campus-fr',
  channel: 'directline',
  async play(log, services) {
    const knowledge = qnaMaker(services, 'campus', BASE);
    const waiting = new Set<string>();
    const bot = botbuilderBot(log, async (context) => {
      const { activity } = context;
      if (activity.type !== 'message') return;
      const intent = await understand(context);
      const who = activity.from.id;
      if (waiting.delete(who) && /^(oui|non)$/i.test(activity.text)) {
        await context.sendActivity(/oui/i.test(activity.text) ? 'Je vous écrirai.' : 'Très bien.');
      } else if (intent.startsWith('DeferTo')) {
        const [best] = await knowledge.getAnswers(context);
        await context.sendActivity(
          best && best.id !== -1 ? best.answer : 'Je ne trouve rien à ce sujet.',
        );
      } else if (intent === 'Inscription') {
        waiting.add(who);
        await context.sendActivity(
          MessageFactory.suggestedActions(
            ['Oui', 'Non'],
            ANSWERS[intent],
            undefined,
            'expectingInput',
          ),
        );
      } else
        await context.sendActivity(
          ANSWERS[intent] ?? "Je n'ai pas compris, pouvez-vous reformuler ?",
        );
    });

    const luc = person(log, bot, { name: 'Luc', locale: 'fr-FR' });
    await luc.joins();
    await luc.says('Bonjour', 'recognized', 'greeted back');
    await luc.says('je cherche une bourse', 'recognized', 'answered from the knowledge base');
    await luc.says('et la piscine ?', 'unrecognized', 'the bot asks to say it otherwise');
    await luc.says(
      'inscription en licence',
      'recognized',
      'told, and asked whether a reminder is wanted',
    );
    await luc.presses('Oui', 'recognized', 'a button, though the recognizer has no intent for it');
    await luc.says('à quelle heure fermez-vous', 'recognized', 'told');
    await luc.says('mdr', 'unrecognized', 'the bot asks to say it otherwise');
    await luc.says(
      'je veux m’inscrire',
      'recognized',
      'told, and asked whether a reminder is wanted',
    );
    await luc.says('non', 'recognized', 'an offered answer, typed');

    const maria = person(log, bot, { name: 'Maria', locale: 'pt-PT' });
    await maria.joins();
    await maria.says('Olá', 'unrecognized', 'a language it does not know');
    await maria.says('salut', 'recognized', 'greeted back');
    await maria.says('logement', 'recognized', 'answered from the knowledge base');
    await maria.says('du sport ?', 'unrecognized', 'sent to the knowledge base, which has nothing');
    await maria.says('la cantine svp', 'recognized', 'answered from the knowledge base');
    await maria.says('!!!', 'unrecognized', 'the bot asks to say it otherwise');
  },
};
