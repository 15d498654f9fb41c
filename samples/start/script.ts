/** Who talks to the bot in two weeks, when, and what they say. All of them are made up. */

import type { BotAnalytics } from 'botbuilder-analytics';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly channel: string;
  readonly locale: string;
  /** What Teams tells of the device. */
  readonly device?: string;
}

/**
 * What happens in a conversation: a text is a message of the person; `presses` is a button of the
 * bot's last message, `reacts` a reaction to it, `votes` a thumb below it; `helpdesk` and `human` come
 * from the people whom the bot hands over to.
 */
export type Line =
  | string
  | { readonly joins: true }
  | { readonly presses: string }
  | { readonly reacts: 'like' | 'sad' }
  | { readonly votes: 'like' | 'dislike' }
  | { readonly helpdesk: 'accepted' | 'completed' | 'failed' }
  | { readonly human: string };

/** A conversation of one person. */
export interface Visit {
  readonly hoursAgo: number;
  readonly who: Person;
  readonly lines: readonly Line[];
}

/** A message of the bot to everybody on a channel. */
export interface Campaign {
  readonly hoursAgo: number;
  readonly channel: string;
  readonly text: string;
}

export type Scene = Visit | Campaign;

const person = (name: string, channel: string, locale = 'en-US', device?: string): Person => ({
  id: name.split(' ')[0]!.toLowerCase(),
  name,
  channel,
  locale,
  ...(device !== undefined && { device }),
});

const ada = person('Ada Berger', 'webchat');
const ben = person('Ben Okafor', 'webchat');
const cleo = person('Cleo Winter', 'webchat', 'de-AT');
const mara = person('Mara Dubois', 'webchat', 'fr-FR');
const dora = person('Dora Novak', 'msteams', 'de-AT', 'Windows');
const emil = person('Emil Lang', 'msteams', 'de-AT', 'iOS');
const finn = person('Finn Moore', 'facebook');
const greta = person('Greta Huber', 'facebook', 'de-AT');
const hugo = person('Hugo Silva', 'slack');
const ida = person('Ida Moser', 'telegram', 'de-AT');
const jan = person('Jan Visser', 'telegram');
const kim = person('Kim Tanaka', 'whatsapp');
const lena = person('Lena Fischer', 'whatsapp', 'de-AT');
/** The emulator is test traffic: recorded, hidden from reports, sent to nobody. */
const developer = person('Developer', 'emulator');

/** An order that is placed and rated; whoever writes German says so to a question of yes or no. */
const order = ({ locale }: Person, pizza: Line, ...ratings: string[]): Line[] => [
  'a pizza please',
  pizza,
  locale.startsWith('de') ? 'ja' : 'yes',
  ...ratings,
];
const joins = { joins: true } as const;
const likes = { reacts: 'like' } as const;
const presses = (title: string): Line => ({ presses: title });
const talk = (text: string): Line[] => [
  { helpdesk: 'accepted' },
  { human: text },
  'all right, thanks',
  { helpdesk: 'completed' },
];

const at = (daysAgo: number, hours: number): number => 24 * daysAgo + hours;
const visit = (hoursAgo: number, who: Person, ...lines: Line[]): Visit => ({
  hoursAgo,
  who,
  lines,
});

/** Oldest first; the oldest is less than 13 days old, so that `last14days` covers all. */
export const SCENES: readonly Scene[] = [
  visit(at(12, 19), ada, joins, 'hello', ...order(ada, presses('Diavola'), '5', '9'), likes),
  visit(at(12, 12), ida, '/start', ...order(ida, presses('Funghi'), '4', '10')),
  visit(at(12, 6), developer, 'hello', 'is this thing on?'),
  visit(
    at(11, 20),
    ben,
    joins,
    'do you deliver by drone?',
    presses('Talk to a human'),
    ...talk('Not yet, sorry.'),
  ),
  visit(at(11, 9), dora, 'hello', 'when are you open?', { votes: 'like' }),
  visit(at(10, 15), emil, 'I am hungry', 'Margherita', 'nein'),
  visit(at(10, 4), ida, 'menu', presses('Diavola'), 'ja', '5'),
  visit(at(9, 18), finn, 'hello', ...order(finn, presses('Margherita'), '4', '7')),
  visit(at(9, 7), hugo, 'asdfgh', 'a pizza', 'cancel'),
  visit(at(8, 16), greta, 'hi', 'opening hours', likes),
  visit(at(8, 3), dora, ...order(dora, 'Funghi', '5', '10')),
  {
    hoursAgo: at(7, 14),
    channel: 'facebook',
    text: 'Two pizzas for the price of one, today only!',
  },
  visit(at(7, 13), finn, ...order(finn, presses('Diavola'), '3', '5')),
  visit(at(7, 2), lena, 'my pizza was cold', 'it took more than an hour'),
  visit(at(6, 17), jan, '/start', '', ...order(jan, presses('Margherita'), '4')),
  visit(at(6, 12), hugo, 'still open?'),
  visit(at(6, 11), lena, 'do you bake at night?'),
  visit(at(6, 5), developer, 'a pizza', 'Calzone'),
  visit(
    at(5, 11),
    cleo,
    joins,
    'something vegan?',
    'without cheese',
    'is there somebody?',
    { helpdesk: 'failed' },
    'please call me back, I am cleo@example.org',
  ),
  visit(at(4, 19), emil, 'is the oven hot?', 'human', ...talk('Hot again.'), '4'),
  visit(at(4, 8), kim, 'hello', ...order(kim, 'Funghi'), likes, '5', '9'),
  visit(at(3, 12), ada, joins, 'menu', presses('Margherita'), 'yes', '4'),
  visit(at(3, 5), ben, joins, 'Do you deliver by drone?'),
  visit(at(2, 18), hugo, 'I want to talk to a human', ...talk('Your pizza is on its way.')),
  visit(at(2, 6), greta, 'a pizza please', 'Calzone'),
  visit(at(2, 4), mara, joins, 'a pizza please', 'Funghi'),
  visit(at(1, 15), dora, 'opening hours', ...order(dora, 'Diavola', '5')),
  visit(at(1, 2), ida, 'are you open?'),
  visit(at(0, 9), ada, joins, 'hello', 'sing me a song', { reacts: 'sad' }),
  visit(at(0, 2), finn, ...order(finn, presses('Funghi'), '5', '8')),
];

/** What the team knows of its guests besides, for the report `audience`. */
export const KNOWN_GUESTS: readonly {
  readonly who: Person;
  readonly profile: Parameters<BotAnalytics['audience']['set']>[1];
}[] = [
  { who: ada, profile: { tags: ['regular'], subscriber: true } },
  { who: dora, profile: { tags: ['regular', 'office'], role: 'buyer', traits: { seats: 12 } } },
  { who: ida, profile: { subscriber: true } },
];
