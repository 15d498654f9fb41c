/** Makes a connection and lets go of it, without a word: whether a host can be reached at all. */

import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

const TIMEOUT_MS = 5_000;

/** Returns why a connection failed, as a code (`ECONNREFUSED`), or nothing if it stood. Never rejects. */
export type Connect = (url: string) => Promise<string | undefined>;

/** Connects to the host of an address, with TLS where the address says so. */
export function connect(url: string): Promise<string | undefined> {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const options = { host, port: Number(port) || (isSecure ? 443 : 80) };
  return new Promise((resolve) => {
    const socket = isSecure
      ? connectTls({ ...options, ...(isIP(host) === 0 && { servername: host }) })
      : connectTcp(options);
    const end = (code: string | undefined): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(code);
    };
    const timer = setTimeout(end, TIMEOUT_MS, 'timeout');
    socket.once(isSecure ? 'secureConnect' : 'connect', () => end(undefined));
    socket.on('error', (error) => end(codeOf(error)));
  });
}

/** The code alone: messages hold addresses. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
