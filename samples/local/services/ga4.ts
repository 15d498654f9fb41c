/** Google's front door for GA4, and the one that validates. */

import { judgeGa4 } from '../judge.ts';
import type { CollectedRequest } from '../loopback.ts';
import { atPaths, json, queryOf, type Now, type Service } from './service.ts';

/** @param now without it, no event is too old or too early */
export function ga4Service(now?: Now): Service {
  const judge = (request: CollectedRequest) =>
    judgeGa4({ query: queryOf(request), body: request.body, now: now?.() });
  return atPaths({
    // 204 to everything, whatever it thinks of it
    '/mp/collect': (request) => {
      const { events, findings } = judge(request);
      const violations = findings.map(
        ({ fieldPath, description }) => `${fieldPath}: ${description}`,
      );
      return { status: 204, events, copies: events, violations };
    },
    // it keeps nothing, and does not look at id and secret
    '/debug/mp/collect': (request) => {
      const { findings } = judge(request);
      const messages = findings.filter(({ fieldPath }) => !fieldPath.startsWith('query.'));
      return json(200, { validationMessages: messages });
    },
  });
}
