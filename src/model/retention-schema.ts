/** The private schema behind the `retention` option. */

import * as z from 'zod';

import { DEFAULT_RETENTION } from './retention.ts';
import { expectsObject } from './schema-parts.ts';

/** Ten years: more is for ever. */
const MOST_DAYS = 3_660;

/** A whole number of units, or for ever. */
const limit = (unit: string, least: number, most: number) =>
  z.custom<number>(
    (value) =>
      value === Infinity ||
      (Number.isInteger(value) && Number(value) >= least && Number(value) <= most),
    `must be a whole number of ${unit} from ${least} to ${most}, or Infinity`,
  );

const days = (least: number) => limit('days', least, MOST_DAYS);

/** Checks the `retention` option. */
export const retentionSchema = z
  .strictObject(
    {
      eventsDays: days(1).default(DEFAULT_RETENTION.eventsDays),
      seenActivitiesHours: limit('hours', 24, MOST_DAYS * 24).default(
        DEFAULT_RETENTION.seenActivitiesHours,
      ),
      conversationsDays: days(2).default(DEFAULT_RETENTION.conversationsDays),
      textsDays: days(1).default(DEFAULT_RETENTION.textsDays),
      sessionsDays: days(1).default(DEFAULT_RETENTION.sessionsDays),
      rollupsDays: days(1).default(DEFAULT_RETENTION.rollupsDays),
    },
    expectsObject('{ eventsDays: 90, sessionsDays: 730 }'),
  )
  .superRefine(({ eventsDays, ...kept }, context) => {
    for (const field of ['sessionsDays', 'rollupsDays'] as const) {
      if (kept[field] >= eventsDays) continue;
      const message = `must not be less than eventsDays (${eventsDays}): what is counted is kept as long as its events`;
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });
