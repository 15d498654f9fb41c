/**
 * The benchmarks: what the package costs and what it does, beside what others take for the same in the same
 * run. One table; the results are kept in `.bench/results-<part>.json` too.
 *
 * `npm run bench` (minutes), `npm run bench:large` (hours; what it needs is made once and kept in `.bench/`).
 * `-- reports stores` = these parts alone, `--size=S,M` = reports over these years, `--markdown` = for the
 * README, `--last` = what was found last, without measuring.
 * Each part runs in a process of its own, so that none finds what another has left behind.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { BENCH_FOLDER } from './data/dataset.ts';
import { PARTS, isPartName } from './parts.ts';
import type { PartName } from './parts.ts';
import type { PartOptions, Row } from './statistics.ts';
import { markdownTable, plainTable } from './table.ts';

/** What a part found. */
interface Results {
  readonly part: PartName;
  readonly isLarge: boolean;
  readonly at: string;
  readonly seconds: number;
  readonly machine: string;
  readonly rows: readonly Row[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    large: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    size: { type: 'string' },
    last: { type: 'boolean', default: false },
    /** This process is the one of a part. */
    child: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const unknown = positionals.filter((name) => !isPartName(name));
  if (unknown.length > 0) {
    const known = Object.entries(PARTS).map(([name, { about }]) => `${name}: ${about}`);
    console.error(`There is no part ${unknown.join(', ')}.\n${known.join('\n')}`);
    process.exit(2);
  }
  const wanted = positionals.filter(isPartName);
  const [first] = wanted;
  if (values.child && first) return runPart(first);
  const names = wanted.length > 0 ? wanted : namesOf(values.large);
  const found: Results[] = [];
  for (const name of names) {
    if (!values.last) await measure(name);
    const results = resultsOf(name);
    if (results) found.push(results);
    else if (!values.last) process.exitCode = 1;
  }
  const rows = found.flatMap((results) => results.rows);
  if (rows.length > 0) console.log(values.markdown ? markdownTable(rows) : plainTable(rows));
}

function namesOf(isLarge: boolean): readonly PartName[] {
  const names = Object.keys(PARTS) as readonly PartName[];
  return names.filter((name) => isLarge || !PARTS[name].isLargeOnly);
}

function fileOf(name: PartName): string {
  return join(BENCH_FOLDER, `results-${name}.json`);
}

/** Runs a part in a process of its own, which leaves its results behind. */
async function measure(name: PartName): Promise<void> {
  mkdirSync(BENCH_FOLDER, { recursive: true });
  rmSync(fileOf(name), { force: true });
  process.stderr.write(`${name}: ${PARTS[name].about}\n`);
  const words = [...process.argv.slice(2), '--child', name].filter(isForOne(name));
  await once(fork(__filename, words), 'exit');
  const results = resultsOf(name);
  process.stderr.write(results ? `${name} took ${results.seconds} s\n` : `${name} failed\n`);
}

/** What a part has left behind; `undefined` if it failed, or was never run. */
function resultsOf(name: PartName): Results | undefined {
  const file = fileOf(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
}

/** Leaves out the names of other parts. */
function isForOne(
  name: PartName,
): (argument: string, i: number, all: readonly string[]) => boolean {
  return (argument, i, all) => !isPartName(argument) || (argument === name && i === all.length - 1);
}

async function runPart(name: PartName): Promise<void> {
  const startedAt = performance.now();
  setInterval(() => undefined, 60_000); // pauses of the product's own jobs keep no process alive
  const options: PartOptions = { isLarge: values.large, sizes: values.size?.split(',') };
  const rows = await PARTS[name].run(options);
  const results: Results = {
    part: name,
    isLarge: values.large,
    at: new Date().toISOString(),
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    machine: `${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}, Node.js ${process.version}`,
    rows,
  };
  writeFileSync(fileOf(name), `${JSON.stringify(results, undefined, 2)}\n`);
  process.exit(0); // a peer may keep the process alive
}

void main();
