/** Shows what arrived at the collectors. Secrets are masked, nothing else is changed. */

import type { Collector, MixpanelCollector } from '../local/collectors.ts';

const WIDTH = 110;

export function heading(text: string): void {
  console.log(`\n── ${text} ${'─'.repeat(Math.max(0, WIDTH - text.length - 4))}`);
}

/** One line with the totals, then each event name with its count, most frequent first. */
export function printCounts(title: string, collector: Collector): void {
  const { events, requests } = collector;
  console.log(`${title}: ${events.length} events in ${requests.length} requests`);
  const counts = new Map<string, number>();
  for (const event of events) counts.set(nameOf(event), (counts.get(nameOf(event)) ?? 0) + 1);
  const byCount = [...counts].sort(([, a], [, b]) => b - a);
  printWrapped(byCount.map(([name, count]) => `${name} ${count}`));
}

/** How many users have a profile, and the fullest of them. */
export function printProfiles({ profiles, profilesById }: MixpanelCollector): void {
  const users = [...profilesById.values()];
  console.log(`Mixpanel's profiles: ${users.length} users, ${profiles.length} updates`);
  const [fullest] = users
    .map((profile) => JSON.stringify(profile))
    .toSorted((a, b) => b.length - a.length);
  for (const line of wrap(fullest ?? '')) console.log(`  ${line}`);
}

/** GA4 says `name`, Mixpanel `event`; of UA's hits the category says enough. */
function nameOf(event: unknown): string {
  const { name, event: title, ec, t } = event as Readonly<Record<string, string>>;
  return name ?? title ?? ec ?? String(t);
}

function printWrapped(words: readonly string[]): void {
  let line = ' ';
  for (const [i, word] of words.entries()) {
    const text = ` ${word}${i < words.length - 1 ? ',' : ''}`;
    if (line.length + text.length > WIDTH) {
      console.log(line);
      line = ' ';
    }
    line += text;
  }
  console.log(line);
}

/**
 * Returns the id of an event of this name, from the shortest request to GA4 that holds one. The same
 * id is known to all destinations.
 */
export function findInGa4({ requests }: Collector, name: string): string | undefined {
  const shortestFirst = requests.toSorted((a, b) => a.body.length - b.body.length);
  for (const { body } of shortestFirst) {
    const { events } = JSON.parse(body) as { readonly events: readonly Ga4Event[] };
    const event = events.find((each) => each.name === name);
    if (event) return event.params.event_id;
  }
  return undefined;
}

interface Ga4Event {
  readonly name: string;
  readonly params: { readonly event_id: string };
}

/** Prints the request to a collector that holds an event, without the other events in it. */
export function printRequest(
  collector: Collector,
  eventId: string,
  secrets: readonly string[],
): void {
  const holdsEvent = new RegExp(`\\b${eventId}\\b`);
  const request = collector.requests.find(({ body }) => holdsEvent.test(body));
  if (!request) return;
  const { method, url, headers, body } = request;
  const auth = headers.authorization ? `, authorization ${headers.authorization}` : '';
  const entries = entriesOf(body);
  const lines = [
    `${method} ${collector.url}${url}`,
    `content-type ${headers['content-type']}${auth}`,
    ...entries.filter((entry) => holdsEvent.test(entry)).flatMap(wrap),
    ...(entries.length > 1 ? [`(one of the ${entries.length} events of this request)`] : []),
  ];
  console.log(masked(lines.join('\n'), secrets));
}

/** A list of events as JSON (Mixpanel), one client with its events (GA4), or a hit a line (UA). */
function entriesOf(body: string): string[] {
  if (!/^[[{]/.test(body)) return body.split('\n');
  const parsed = JSON.parse(body) as readonly unknown[] | { readonly events: readonly unknown[] };
  const entries =
    'events' in parsed ? parsed.events.map((event) => ({ ...parsed, events: [event] })) : parsed;
  return entries.map((entry) => JSON.stringify(entry));
}

/** Breaks long lines behind a comma or an ampersand. */
function wrap(body: string): string[] {
  const pieces = new RegExp(`.{1,${WIDTH - 1}}(?:[,&]|$)`, 'gmu');
  return body.match(pieces) ?? [];
}

function masked(text: string, secrets: readonly string[]): string {
  const hidden = text.replace(/(authorization \w+) .*/, '$1 ***');
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), hidden);
}
