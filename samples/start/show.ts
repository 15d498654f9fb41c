/** Prints what happened, section by section: every number comes from the CLI, the books or a collector. */

import type { Health } from 'botbuilder-analytics';

import type { Collectors } from '../local/collectors.ts';
import { factsEquation } from './books.ts';
import { runCli } from './cli.ts';
import { findInGa4, heading, printCounts, printProfiles, printRequest } from './print.ts';
import type { Told } from './story.ts';

/** Shows what was played, and the shortest conversation that was handed over as an example. */
export function showPlayed({ posted, transcripts, bot, channel }: Told, store: string): void {
  heading('Two weeks of a pizza bot');
  console.log(`bot      ${bot}/api/messages`);
  console.log(`channel  ${channel}`);
  console.log(`store    ${store}`);
  const people = new Set(transcripts.map(({ who }) => who.id)).size;
  const channels = new Set(transcripts.map(({ who }) => who.channel)).size;
  console.log(
    `played   ${transcripts.length} visits of ${people} people on ${channels} channels, ${posted} activities over HTTP`,
  );
  const [example] = transcripts
    .filter(({ lines }) => lines.some((line) => line.startsWith('human:')))
    .toSorted((a, b) => a.lines.length - b.lines.length);
  if (!example) return;
  console.log(`\n${new Date(example.at).toISOString().slice(0, 10)}, ${example.who.channel}`);
  for (const line of example.lines) console.log(`  ${line}`);
}

export async function showBooks(store: string, health: Health): Promise<void> {
  heading('botbuilder-analytics health');
  console.log(await runCli(['health', '--store', store]));
  console.log(`\nfacts of this process: ${factsEquation(health)}`);
  console.log(EXPIRED);
}

const EXPIRED = `expired = too old when it was concluded: GA4 dates events back by 72 hours at most.
The end of a session is concluded when its user comes back, which may be days later.`;

export function showCollected({ ga4, ua, mixpanel }: Collectors, secrets: readonly string[]): void {
  heading('What the collectors got');
  printCounts('GA4', ga4);
  printCounts('UA', ua);
  printCounts('Mixpanel', mixpanel);
  printProfiles(mixpanel);
  const eventId = findInGa4(ga4, 'bot_feedback');
  if (eventId === undefined) return;
  heading('A reaction to a message, as each of them got it (secrets masked)');
  for (const [i, collector] of [ga4, ua, mixpanel].entries()) {
    if (i > 0) console.log();
    printRequest(collector, eventId, secrets);
  }
}

/** One broken thing can break every turn. */
const MAX_PROBLEMS = 10;

export function showConclusion(problems: readonly string[]): void {
  heading(problems.length === 0 ? 'The books are exact' : 'Something is wrong');
  for (const problem of problems.slice(0, MAX_PROBLEMS)) console.log(`- ${problem}`);
  const more = problems.length - MAX_PROBLEMS;
  if (more > 0) console.log(`- and ${more} more`);
}
