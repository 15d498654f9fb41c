/** A destination of the developer's own: that it is wired is all that can be said. */

import type { CustomSettings } from '../../model/settings.ts';
import { checkOf, told } from './check.ts';
import type { ValidationCheck } from './check.ts';
import { sharing, wiring } from './target.ts';
import type { Target } from './target.ts';

export function checkCustom({ settings, shape }: Target<CustomSettings>): ValidationCheck {
  const { name, batchSize } = settings;
  return checkOf(name, [
    told(
      wiring(settings, `to its function deliver, at most ${batchSize} at a time`),
      ...sharing(shape),
    ),
    { status: 'skipped', findings: ['deliver was not called: it would take the samples for real'] },
  ]);
}
