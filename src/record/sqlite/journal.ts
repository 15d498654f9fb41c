/** The journal of events, as the outbox works with it. */

import type { Segment } from '../../model/segment.ts';
import type { DeliveryStatements } from './sql/deliveries.ts';
import type { ShapeStatements } from './sql/payload-shapes.ts';
import type { TotalStatements } from './sql/totals.ts';
import type { UserFactStatement } from './sql/user-facts.ts';

/** What the outbox works with. */
export interface Journal {
  readonly deliveries: DeliveryStatements;
  readonly totals: TotalStatements;
  readonly shapes: ShapeStatements;
  readonly userFacts: UserFactStatement;
  readonly segmentOf: (number: number) => Segment;
}
