/** Serves pages until it is told to stop. */

import { once } from 'node:events';

import type { RecorderSettings } from '../../model/settings.ts';
import { bearer, web } from '../../web/index.ts';
import { describeError } from '../describe-error.ts';
import type { CliIo } from '../io.ts';
import { write } from '../io.ts';
import { addressOf } from './address.ts';
import { listen } from './listening.ts';
import type { Address } from './listening.ts';
import { observe } from './observer.ts';
import type { Observer } from './observer.ts';
import { LINK_MINUTES, signInLink } from './sign-in-link.ts';

export interface Serving extends Address {
  readonly settings: RecorderSettings;
  readonly publicUrl?: string | undefined;
}

/** @throws AnalyticsError what is wrong with the store; Error what is wrong with the address */
export async function serve(serving: Serving, io: CliIo): Promise<void> {
  const stopped = whenStopped(io);
  let isClosing = false;
  const observer = await observe(serving.settings, io, (error) => {
    if (!isClosing) io.stderr.write(describeError(error));
  });
  try {
    await served(observer, serving, { io, stopped: stopped.then(() => void (isClosing = true)) });
  } finally {
    isClosing = true;
    await observer.close();
  }
}

interface Served {
  readonly io: CliIo;
  readonly stopped: Promise<void>;
}

async function served(
  { analytics, access }: Observer,
  { host, port, publicUrl }: Serving,
  { io, stopped }: Served,
): Promise<void> {
  const { hostname } = new URL(addressOf(host, port));
  const site = web(analytics, { auth: bearer(), publicUrl, hosts: [hostname] });
  const listening = await listen(site.nodeHandler, { host, port });
  try {
    const own = addressOf(host, listening.port);
    const base = publicUrl ?? own;
    await write(io.stderr, toldText(own, base));
    await write(io.stdout, `${await signInLink(base, access)}\n`);
    await stopped;
  } finally {
    await listening.close();
  }
}

function toldText(own: string, base: string): string {
  const place = base === own ? own : `${base}, listening on ${own}`;
  return `the pages are at ${place} until Ctrl+C; this link signs you in, once, within ${LINK_MINUTES} minutes:\n`;
}

/** Settles when the command is to end. */
async function whenStopped({ stop }: CliIo): Promise<void> {
  if (stop?.aborted) return;
  if (stop) await once(stop, 'abort');
  else await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}
