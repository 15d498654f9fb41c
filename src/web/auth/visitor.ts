/** Who is asking: what a way of signing in answers, and what the rest of the pages go by. */

import type { Scope, Visitor } from '../../record/access.ts';
import { SCOPES } from '../../record/access.ts';

/** How those who may look are told from all others. */
export type Auth = BearerAuth | AuthFunction;

/** Tokens for programs, and a page on which people sign in with one. */
export interface BearerAuth {
  readonly kind: 'bearer';
}

/**
 * Single sign-on of your own: says who sends a request, or `null` for somebody who may not look. It is
 * asked at each request; one that throws or rejects lets nobody in.
 */
export type AuthFunction = (request: Request) =>
  | { readonly name: string; readonly scopes: readonly Scope[] }
  | null
  | Promise<{
      readonly name: string;
      readonly scopes: readonly Scope[];
    } | null>;

/** Lets those in who have a token: `npx botbuilder-analytics token create …`. */
export function bearer(): BearerAuth {
  return { kind: 'bearer' };
}

/** Somebody who was let in, and how. */
export interface Identified extends Visitor {
  /**
   * `token`: a program, of this id; `session`: a browser that has signed in; `hook`: the developer's own
   * function said so.
   */
  readonly via: 'token' | 'session' | 'hook';
  /** What limits and forms of this visitor go by: never shown. */
  readonly key: string;
}

/** Tells whether somebody may do what needs this scope. */
export function may({ scopes }: Visitor, scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes('admin');
}

/** Checks what a function of the developer's own said; `undefined` = nobody, or nonsense. */
export function soundVisitor(said: unknown): Visitor | undefined {
  if (typeof said !== 'object' || said === null) return undefined;
  const { name, scopes } = said as Partial<Record<'name' | 'scopes', unknown>>;
  if (typeof name !== 'string' || name.trim() === '' || !Array.isArray(scopes)) return undefined;
  const known = SCOPES.filter((scope) => scopes.includes(scope));
  return { name: name.trim().slice(0, MAX_NAME), scopes: known };
}

const MAX_NAME = 100;
