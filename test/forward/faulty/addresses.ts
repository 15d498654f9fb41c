/** Addresses at which a request cannot even be made. */

import { createServer } from 'node:net';
import { listen } from '../../../samples/local/loopback.ts';

/** A name that never resolves: https://www.rfc-editor.org/rfc/rfc2606#section-2 */
export const UNKNOWN_HOST = 'http://nowhere.invalid';

/** Returns an address on loopback where somebody listened a moment ago and nobody does now. */
export async function refusedAddress(): Promise<string> {
  const server = createServer();
  const url = await listen(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return url;
}
