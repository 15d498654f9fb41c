/** `health`: the books of the store. */

import { Command, Option } from 'commander';

import type { DestinationHealth, Health } from '../model/health.ts';
import { prometheusText } from '../report/prometheus.ts';
import { showCell } from './cells.ts';
import type { CliIo } from './io.ts';
import { write } from './io.ts';
import { healthOf } from './store-health.ts';
import { useStore, withStore } from './store-option.ts';
import { drawTable } from './table.ts';

export function healthCommand(io: CliIo): Command {
  const command = new Command('health').description(
    'Shows what the store holds, and what became of the events of each destination.',
  );
  withStore(command)
    .option('--json', 'the same as JSON, in the shape of `await analytics.health()`')
    .addOption(
      new Option(
        '--prometheus',
        'the same in the text format of Prometheus, as `await analytics.metrics()`',
      ).conflicts('json'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async () => {
      const health = await useStore(command, io, (store) => healthOf(store, io));
      await write(io.stdout, textOf(health, command.opts<Format>()));
    });
  return command;
}

interface Format {
  readonly json?: true;
  readonly prometheus?: true;
}

function textOf(health: Health, { json, prometheus }: Format): string {
  if (prometheus) return prometheusText(health);
  return json ? `${JSON.stringify(health, null, 2)}\n` : healthText(health);
}

function healthText({ store, destinations }: Health): string {
  const { kind, version, state, facts, users, segments, lostAtMost } = store;
  const shown = { kind, version, state, facts, users, segments, 'lost at most': lostAtMost };
  const lines = Object.entries(shown).map(([name, value]) => [name, showCell(value, name)]);
  const parts = [drawTable(['store', ''], lines, [true, false])];
  const rows = Object.entries(destinations);
  if (rows.length === 0) parts.push('no destination has got an event yet\n');
  else parts.push(destinationTable(rows));
  return parts.join('\n');
}

const COLUMNS = ['enqueued', 'delivered', 'pending', 'expired', 'cancelled', 'erased'] as const;

function destinationTable(rows: readonly (readonly [string, DestinationHealth])[]): string {
  const lines = rows.map(([name, health]) => [
    name,
    showActive(health.active),
    ...COLUMNS.map((column) => showCell(health[column], column)),
    showCell(health.oldestPendingMs, 'oldestPendingMs'),
    showDead(health.dead),
  ]);
  const header = ['events of', 'active', ...COLUMNS, 'oldest waits', 'dead'];
  return drawTable(header, lines, [true, true, ...COLUMNS.map(() => false), false, true]);
}

function showActive(active: boolean | null): string {
  if (active === null) return showCell(active, 'active');
  return active ? 'yes' : 'no';
}

function showDead(dead: DestinationHealth['dead']): string {
  const reasons = Object.entries(dead).filter(([, count]) => count > 0);
  if (reasons.length === 0) return '0';
  return reasons
    .map(([reason, count]) => `${showCell(count, '')} ${showCell(reason, '')}`)
    .join(', ');
}

const EXAMPLES = `
Examples:
  $ botbuilder-analytics health --store ./bot-analytics.db
  $ botbuilder-analytics health --store ./bot-analytics.db --json
  $ botbuilder-analytics health --store ./bot-analytics.db --prometheus

Events of a destination are delivered, pending, dead (refused, with the reason), expired (too old
before they could be sent), cancelled or erased; together they are those that were enqueued. Whether a destination is
active is said in the bot's code, which this command does not see: – unless BOT_ANALYTICS_GA_ACTIVE or
BOT_ANALYTICS_MIXPANEL_ACTIVE is set here.`;
