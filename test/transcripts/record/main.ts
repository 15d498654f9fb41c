/**
 * `npx tsx test/transcripts/record/main.ts` plays the scenes with real bots and writes what was said,
 * traces included, to `test/transcripts/*.transcript` and the labels beside it. The same run twice
 * writes the same files.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { createLog } from './log.ts';
import type { Log } from './log.ts';
import { uuidOf } from './person.ts';
import type { Scene } from './scene.ts';
import { SCENES } from './scenes/index.ts';
import { startServices } from './services.ts';

const FOLDER = join(__dirname, '..');

/** Bots that ask for the time get the time of the recording. */
function playClock(log: Log): () => void {
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parts: unknown[]) =>
      Reflect.construct(target, parts.length > 0 ? parts : [log.now()]) as Date,
    get: (target, key) => (key === 'now' ? log.now : (Reflect.get(target, key) as unknown)),
  });
  return () => void (globalThis.Date = RealDate);
}

/** Random ids become the same ones in every run, and the local services get the names of real ones. */
function settled(line: string, name: string, ids: Map<string, string>): string {
  return line
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'https://westeurope.api.example')
    .replaceAll(/\b[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\b/g, (id) => {
      const known = ids.get(id) ?? uuidOf(`${name} ${ids.size}`);
      ids.set(id, known);
      return known;
    });
}

async function record(scene: Scene): Promise<void> {
  const log = createLog(scene.name, scene.channel);
  const services = await startServices();
  const stopClock = playClock(log);
  try {
    await scene.play(log, services);
  } finally {
    stopClock();
    services.close();
  }
  const ids = new Map<string, string>();
  const lines = log.activities.map((activity) =>
    settled(JSON.stringify(activity), scene.name, ids),
  );
  writeFileSync(join(FOLDER, `${scene.name}.transcript`), `[\n${lines.join(',\n')}\n]\n`);
  const labels = JSON.stringify({
    ...(scene.options && { options: scene.options }),
    messages: log.labels,
  });
  const file = join(FOLDER, `${scene.name}.labels.json`);
  writeFileSync(file, await format(labels, { parser: 'json', printWidth: 100 }));
}

async function main(): Promise<void> {
  process.env['TZ'] = 'UTC';
  const only = process.argv.slice(2);
  for (const scene of SCENES)
    if (only.length === 0 || only.includes(scene.name)) await record(scene);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
