/** Who may look, asked from the bot's thread: each question names a method of the store's port. */

import type { Access } from '../record/access.ts';

/** A method of the port, and what it is given. */
export type AccessCall = {
  readonly [Method in keyof Access]: {
    readonly method: Method;
    readonly args: Parameters<Access[Method]>;
  };
}[keyof Access];

/** What any of the methods answers. */
export type AccessAnswer = Awaited<ReturnType<Access[keyof Access]>>;

/** Names of all methods: the compiler asks for a new one here. */
const METHODS: Readonly<Record<keyof Access, true>> = {
  addToken: true,
  tokens: true,
  revokeToken: true,
  useToken: true,
  addCode: true,
  useCode: true,
  addSession: true,
  session: true,
  endSession: true,
  log: true,
  audit: true,
};

/** Calls the method that a question names. */
export function answerAccess(access: Access, { method, args }: AccessCall): Promise<AccessAnswer> {
  const call = access[method] as (...given: readonly unknown[]) => Promise<AccessAnswer>;
  return call(...args);
}

/** Makes a port of which every method is asked for by `ask`. */
export function accessThrough(ask: (call: AccessCall) => Promise<AccessAnswer>): Access {
  const methods = Object.keys(METHODS).map((method) => [
    method,
    (...args: readonly unknown[]) => ask({ method, args } as unknown as AccessCall),
  ]);
  return Object.fromEntries(methods) as Access;
}
