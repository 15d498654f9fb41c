/** Stands before everything that not everybody may do, or not at any speed. */

import type { Context, MiddlewareHandler } from 'hono';

import type { Scope } from '../../record/access.ts';
import { refusal } from '../problem.ts';
import { checkOrigin } from '../security.ts';
import type { Site, SiteEnv } from '../site.ts';
import { identifying } from './identify.ts';
import { FAILURES_A_MINUTE, REQUESTS_A_MINUTE, limit } from './limits.ts';
import { isSame, signed } from './secrets.ts';
import type { Identified } from './visitor.ts';
import { may } from './visitor.ts';

export interface Guard {
  /** Who is asking, and not too often; `undefined` for nobody who is known. @throws RequestProblem `TOO_MANY_REQUESTS` */
  visitor(context: Context<SiteEnv>): Promise<Identified | undefined>;
  /** Lets those through who have the scope; all others get 401 or 403. */
  needs(scope: Scope): MiddlewareHandler<SiteEnv>;
  /** Refuses a change that our own pages did not ask for. @throws RequestProblem `FORBIDDEN` */
  checkChange(context: Context<SiteEnv>, given: string | undefined): Promise<void>;
  /** What a form of a visitor has to send back. */
  formToken(visitor: Identified): Promise<string>;
  /** Counts a failed try to get in. @throws RequestProblem `TOO_MANY_REQUESTS` */
  failed(): void;
}

/** All who are not known are counted as one: who they are is what they have not told. */
const NOBODY = 'nobody';

export function guarding({ ports, options, now }: Site, onError: (error: unknown) => void): Guard {
  const identify = identifying({ auth: options.auth, access: ports.access, onError, now });
  const requests = limit(REQUESTS_A_MINUTE, now);
  const failures = limit(FAILURES_A_MINUTE, now);
  let key: Promise<string> | undefined;
  const formToken = async (visitor: Identified): Promise<string> =>
    signed(await (key ??= ports.deriveKey('web forms')), visitor.key);
  const failed = (): void => refuseFor(failures.take(NOBODY));
  const visitor = async (context: Context<SiteEnv>): Promise<Identified | undefined> => {
    const known = context.get('visitor') as Identified | undefined;
    if (known) return known;
    const found = await identify(context);
    if (!found) return undefined;
    refuseFor(requests.take(found.key));
    context.set('visitor', found);
    return found;
  };
  return {
    visitor,
    formToken,
    failed,
    needs: (scope) => async (context, next) => {
      const found = await visitor(context);
      if (!found) failed();
      checkScope(found, scope);
      await next();
    },
    async checkChange(context, given) {
      const { via } = context.get('visitor');
      if (via === 'token') return; // no browser sends a token by itself
      checkOrigin(context.req.raw, options);
      const expected = await formToken(context.get('visitor'));
      if (given === undefined || !isSame(given, expected)) {
        throw refusal('FORBIDDEN', 'The form has expired: load the page anew and try again.');
      }
    },
  };
}

const WHO =
  'Send a valid token as `Authorization: Bearer …`; one is made by `npx botbuilder-analytics token create`.';

/** @throws RequestProblem `UNAUTHENTICATED`, `FORBIDDEN` */
function checkScope(visitor: Identified | undefined, scope: Scope): void {
  if (!visitor) {
    throw refusal('UNAUTHENTICATED', WHO, { headers: { 'www-authenticate': 'Bearer' } });
  }
  if (!may(visitor, scope)) throw refusal('FORBIDDEN', lacks(visitor, scope));
}

function lacks({ name }: Identified, scope: Scope): string {
  return `${name} lacks the scope ${scope}.`;
}

function refuseFor(seconds: number): void {
  if (seconds === 0) return;
  throw refusal('TOO_MANY_REQUESTS', `Try again in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
  });
}
