/** What every server of the stand-ins does: it listens on a free port, reads a request whole, and ends. */

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** What a server got, decompressed. */
export interface CollectedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Listens on a free port of 127.0.0.1 and returns its base address, without a trailing slash. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Reads a request and hands it over; one that breaks off is never handed over. */
export function collect(
  incoming: IncomingMessage,
  onWhole: (request: CollectedRequest) => void,
): void {
  const chunks: Buffer[] = [];
  incoming.on('error', () => undefined);
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    const { method = '', url = '', headers } = incoming;
    onWhole({ method, url, headers, body: decompress(Buffer.concat(chunks), headers) });
  });
}

/** What says that it is compressed and is not stays as it is: it is for the judge to refuse. */
function decompress(body: Buffer, headers: IncomingHttpHeaders): string {
  if (headers['content-encoding'] !== 'gzip') return body.toString('utf8');
  try {
    return gunzipSync(body).toString('utf8');
  } catch {
    return body.toString('latin1');
  }
}
