/** `outbox list|retry|drop`: what waits for destinations, what died on the way, and what to do about it. */

import { Command, Option } from 'commander';

import { answerOutbox } from '../../runtime/outbox-desk.ts';
import type { OutboxDesk, OutboxList } from '../../runtime/outbox-desk.ts';
import { outboxFunctions } from '../../runtime/outbox-functions.ts';
import type { OutboxFunctions } from '../../runtime/outbox-functions.ts';
import type { CliIo } from '../io.ts';
import { write } from '../io.ts';
import { screenOf } from '../screen.ts';
import { useOutbox, useStore, withStore } from '../store-option.ts';
import { idOption, limitOption, withFilter } from './options.ts';
import { noLetters } from './no-letters.ts';
import { droppedText, listText, retriedText, SENT_BY_BOT, wouldDrop } from './text.ts';

interface Given {
  readonly destination?: string;
  readonly reason?: string;
  readonly json?: true;
}

interface GivenList extends Given {
  readonly limit?: number;
}

interface GivenIds extends Given {
  readonly id?: readonly number[];
}

interface GivenDrop extends GivenIds {
  readonly waiting?: true;
  readonly dead?: true;
  readonly yes?: true;
}

export function outboxCommand(io: CliIo): Command {
  const command = new Command('outbox').description(
    'Looks after the events that wait for destinations, and those that died on the way.',
  );
  for (const each of [listCommand(io), retryCommand(io), dropCommand(io)]) command.addCommand(each);
  return command.addHelpText('after', EXAMPLES);
}

function listCommand(io: CliIo): Command {
  const command = new Command('list').description(
    'Shows what waits, by destination, and dead letters: what was given up, and why.',
  );
  return withFilter(withStore(command))
    .addOption(limitOption())
    .option('--json', 'the same as JSON, in the shape of `await analytics.outbox.list()`')
    .action(async () => {
      const { json, destination, reason, limit } = command.opts<GivenList>();
      const { list, none } = await useStore(command, io, async (store) => ({
        list: await functionsOf(store).list({ destination, reason, limit }),
        none: await noLetters(store),
      }));
      const screen = screenOf(io.stdout);
      await print(io, json, list, () => listText(list, none, io.now(), screen));
    });
}

function retryCommand(io: CliIo): Command {
  const command = new Command('retry').description(
    'Puts dead letters back: they wait again and are no longer counted as dead.',
  );
  return withFilter(withStore(command))
    .addOption(idOption())
    .option('--json', 'what was done as JSON')
    .action(async () => {
      const { json, destination, reason, id: ids } = command.opts<GivenIds>();
      const { retried, none } = await useOutbox(command, io, async (store) => ({
        none: await noLetters(store),
        retried: await functionsOf(store).retry({ destination, reason, ids }),
      }));
      await print(io, json, retried, () => retriedText(retried, none));
      if (retried.retried > 0) await write(io.stderr, `${SENT_BY_BOT}\n`);
    });
}

function dropCommand(io: CliIo): Command {
  const command = new Command('drop').description(
    'Drops what waits, which is never sent then, or dead letters, for good.',
  );
  return withFilter(withStore(command))
    .addOption(idOption())
    .addOption(new Option('--waiting', 'cancel what waits').conflicts(['dead', 'reason', 'id']))
    .option('--dead', 'remove dead letters; they stay counted as dead')
    .option('--yes', 'do it; else it is only said what would be dropped')
    .option('--json', 'what was done as JSON')
    .action(async () => {
      const given = command.opts<GivenDrop>();
      const what = given.waiting ? 'waiting' : 'dead';
      if (what === 'dead' && !given.dead) {
        return command.error('error: what is to be dropped? Give --waiting or --dead');
      }
      if (!given.yes) {
        const said = await useStore(command, io, (store) => preview(store, given, what));
        return command.error(`error: ${said}`);
      }
      const { destination, reason, id: ids } = given;
      const { dropped, none } = await useOutbox(command, io, async (store) => ({
        none: await noLetters(store),
        dropped: await functionsOf(store).drop({ what, destination, reason, ids }),
      }));
      await print(io, given.json, dropped, () => droppedText(dropped, what, none));
    });
}

/** The functions of the bot's code on a store that no bot has to run for: destinations go by their keys. */
function functionsOf(store: OutboxDesk): OutboxFunctions {
  return outboxFunctions((question) => answerOutbox(store, undefined, question));
}

/** Says what would be dropped, or that there is nothing. */
async function preview(
  store: OutboxDesk,
  { destination, reason, id: ids }: GivenDrop,
  what: 'waiting' | 'dead',
): Promise<string> {
  const question = { type: 'list', destination, reason, ids, limit: 1 } as const;
  const list = (await answerOutbox(store, undefined, question)) as OutboxList;
  if (what === 'dead' && list.deadTotal === 0) return noLetters(store);
  return `${wouldDrop(list, what)}: add --yes to do it`;
}

async function print(
  io: CliIo,
  json: true | undefined,
  answer: object,
  text: () => string,
): Promise<void> {
  await write(io.stdout, json ? `${JSON.stringify(answer, null, 2)}\n` : text());
}

const EXAMPLES = `
Examples:
  $ botbuilder-analytics outbox list --store ./bot-analytics.db
  $ botbuilder-analytics outbox list --destination mixpanel --reason rejected --json
  $ botbuilder-analytics outbox retry --destination mixpanel
  $ botbuilder-analytics outbox retry --id 17,18
  $ botbuilder-analytics outbox drop --dead --reason too_large --yes
  $ botbuilder-analytics outbox drop --waiting --destination ga4 --yes

A destination is named as list shows it (mixpanel#1f0c9a3b: of one bot and one account), or by its
kind (mixpanel: all of them). The bot may run meanwhile. What is sent again is sent as it was recorded,
under the same ids. What waits and is dropped counts as cancelled; what is on its way at that moment may
still arrive.`;
