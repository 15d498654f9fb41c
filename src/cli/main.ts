#!/usr/bin/env node
/** `npx botbuilder-analytics`: hands the process to {@link runCli}. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { runCli } from './run.ts';

const { version } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'),
) as { readonly version: string };

void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  now: Date.now,
  version,
}).then((code) => {
  // not process.exit: what is still on its way into a pipe would be lost
  process.exitCode = code;
});
