/** A collector of Universal Analytics hits at the path of Snowplow's adapter. */

import { judgeUa } from '../judge.ts';
import { atPaths, type Service } from './service.ts';

export function uaService(): Service {
  return atPaths({
    '/com.google.analytics/v1': ({ body }) => {
      const { hits, violations } = judgeUa(body);
      return { status: 200, events: hits, copies: hits, violations };
    },
  });
}
