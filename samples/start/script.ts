/** Who talks to the bot in two weeks, when, and what they say. */

export interface Person {
  readonly name: string;
  readonly channel: string;
  readonly locale: string;
}

/**
 * What happens in a conversation: a text is a message of the person; `reacts` is a reaction to the
 * bot's last message; `helpdesk` and `human` come from the people whom the bot hands over to.
 */
export type Line =
  | string
  | { readonly joins: true }
  | { readonly reacts: 'like' | 'sad' }
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

const person = (name: string, channel: string, locale = 'en-US'): Person => ({
  name,
  channel,
  locale,
});

const ada = person('ada', 'webchat');
const ben = person('ben', 'webchat');
const cleo = person('cleo', 'webchat', 'de-AT');
const dora = person('dora', 'msteams', 'de-AT');
const emil = person('emil', 'msteams', 'de-AT');
const finn = person('finn', 'facebook');
const greta = person('greta', 'facebook', 'de-AT');
const hugo = person('hugo', 'slack');
const ida = person('ida', 'telegram', 'de-AT');
const jan = person('jan', 'telegram');
const kim = person('kim', 'whatsapp');
/** The emulator is test traffic: recorded, hidden from reports, sent to nobody. */
const developer = person('developer', 'emulator');

const order = (pizza: string, rating: string): Line[] => ['a pizza please', pizza, 'yes', rating];
const joins = { joins: true } as const;
const likes = { reacts: 'like' } as const;
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
  visit(at(12, 19), ada, joins, 'hello', ...order('Diavola', '5'), likes),
  visit(at(12, 12), ida, '/start', ...order('Funghi', '4')),
  visit(at(12, 6), developer, 'hello', 'is this thing on?'),
  visit(at(11, 20), ben, joins, 'do you deliver by drone?', 'human!', ...talk('Not yet, sorry.')),
  visit(at(11, 9), dora, 'hello', 'when are you open?'),
  visit(at(10, 15), emil, 'I am hungry', 'Margherita', 'no'),
  visit(at(10, 4), ida, ...order('Diavola', '5')),
  visit(at(9, 18), finn, 'hello', ...order('Margherita', '4')),
  visit(at(9, 7), hugo, 'asdfgh', 'a pizza', 'cancel'),
  visit(at(8, 16), greta, 'hi', 'opening hours', likes),
  visit(at(8, 3), dora, ...order('Funghi', '5')),
  {
    hoursAgo: at(7, 14),
    channel: 'facebook',
    text: 'Two pizzas for the price of one, today only!',
  },
  visit(at(7, 13), finn, ...order('Diavola', '3')),
  visit(at(6, 17), jan, '/start', '', ...order('Margherita', '4')),
  visit(at(6, 5), developer, 'a pizza', 'Calzone'),
  visit(at(5, 11), cleo, joins, 'something vegan?', 'without cheese', 'is there somebody?', {
    helpdesk: 'failed',
  }),
  visit(at(4, 19), emil, 'is the oven hot?', 'human', ...talk('Hot again.'), '4'),
  visit(at(4, 8), kim, 'hello', ...order('Funghi', '5'), likes),
  visit(at(3, 12), ada, joins, ...order('Margherita', '4')),
  visit(at(2, 18), hugo, 'I want to talk to a human', ...talk('Your pizza is on its way.')),
  visit(at(2, 6), greta, 'a pizza', 'Margherita', 'no'),
  visit(at(1, 15), dora, ...order('Diavola', '5')),
  visit(at(1, 2), ida, 'are you open?'),
  visit(at(0, 9), ada, joins, 'hello', 'sing me a song', { reacts: 'sad' }),
  visit(at(0, 2), finn, ...order('Funghi', '5')),
];
