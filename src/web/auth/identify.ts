/** Finds out who sends a request: by a token, by the cookie of a browser that has signed in, or by a hook. */

import { getCookie } from 'hono/cookie';
import type { Context } from 'hono';

import type { Access } from '../../record/access.ts';
import { hashOfSecret } from '../../runtime/tokens.ts';
import type { Auth, Identified } from './visitor.ts';
import { soundVisitor } from './visitor.ts';
import { cookieName } from './session-cookie.ts';

export interface IdentifyDeps {
  readonly auth: Auth;
  readonly access: Pick<Access, 'useToken' | 'session'>;
  /** Told what a function of the developer's own threw. */
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

/** Who it is; `undefined` for nobody who may look. */
export type Identify = (context: Context) => Promise<Identified | undefined>;

/** Makes the way of finding out. */
export function identifying(deps: IdentifyDeps): Identify {
  const { auth } = deps;
  if (typeof auth !== 'function') return (context) => byTokenOrSession(context, deps);
  return async ({ req }) => {
    try {
      const visitor = soundVisitor(await auth(req.raw));
      return visitor && { ...visitor, via: 'hook', key: `hook ${visitor.name}` };
    } catch (error) {
      deps.onError(error);
      return undefined;
    }
  };
}

async function byTokenOrSession(
  context: Context,
  { access, now }: IdentifyDeps,
): Promise<Identified | undefined> {
  const authorization = context.req.header('authorization');
  if (authorization !== undefined) {
    const [, secret] = /^Bearer +([\w.~+/=-]{1,512})$/i.exec(authorization) ?? [];
    const token =
      secret === undefined ? undefined : await access.useToken(hashOfSecret(secret), now());
    return (
      token && { name: token.name, scopes: token.scopes, via: 'token', key: `token ${token.id}` }
    );
  }
  const cookie = getCookie(context, cookieName(context.req.url));
  if (cookie === undefined) return undefined;
  const hash = hashOfSecret(cookie);
  const session = await access.session(hash, now());
  return (
    session && {
      name: session.name,
      scopes: session.scopes,
      via: 'session',
      key: `session ${Buffer.from(hash).toString('hex')}`,
    }
  );
}
