/** A collector of Universal Analytics hits: it counts whatever it is sent, so that it is sent nothing. */

import type { UaSettings } from '../../model/settings.ts';
import { universalAnalytics } from '../destinations/ua.ts';
import { hostOf } from '../destinations/verdict.ts';
import { checkOf, told } from './check.ts';
import type { Conclusion, ValidationCheck } from './check.ts';
import { fitting } from './fitting.ts';
import { sampleEvents } from '../sample-events.ts';
import { sharing, wiring } from './target.ts';
import type { CheckDeps, Target } from './target.ts';

/** Tries whether the collector can be reached. */
export async function checkUa(
  { settings, shape }: Target<UaSettings>,
  { connect, now }: CheckDeps,
): Promise<ValidationCheck> {
  const host = hostOf(settings.collectorUrl);
  const encoded = universalAnalytics(settings, 'samples').encode(sampleEvents(shape, now), now);
  return checkOf(settings.name, [
    told(wiring(settings, `to ${host}, for ${settings.trackingId}`), ...sharing(shape)),
    ...fitting(encoded),
    reached(host, await connect(settings.collectorUrl)),
    told(
      'a collector counts whatever it is sent, so that nothing was: look in its own log whether hits arrive',
    ),
  ]);
}

function reached(host: string, failure: string | undefined): Conclusion {
  if (failure === undefined) return told(`${host} can be reached`);
  return { status: 'failed', findings: [`${host} could not be reached (${failure})`] };
}
