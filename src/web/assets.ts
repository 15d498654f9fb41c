/** What browsers load besides the pages: built into the folder of the package. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Asset {
  readonly type: string;
  readonly body: string;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  'style.css': 'text/css; charset=utf-8',
  'client.js': 'text/javascript; charset=utf-8',
};

/** By name; read when first asked for. */
export const assets: ReadonlyMap<string, () => Asset> = new Map(
  Object.entries(TYPES).map(([name, type]) => [name, once(() => read(name, type))]),
);

function read(name: string, type: string): Asset {
  const body = readFileSync(join(folder(), name), 'utf8');
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
  return { type, body, etag };
}

/** Beside this module; the command line is one file, in a folder beside that of this module. */
function folder(): string {
  const own = join(__dirname, 'assets');
  return existsSync(own) ? own : join(__dirname, '..', 'web', 'assets');
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}
