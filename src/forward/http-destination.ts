/** A destination that is reached by HTTP: it encodes and decodes, the transport is ours. */

import type { EpochMs } from '../model/time.ts';
import type { OutboxEvent } from '../record/outbox.ts';
import type { Answer, Deliver, DeliveryRequest } from './delivery.ts';
import type { Destination, DestinationLimits, Encoded, Parcel, Verdict } from './destination.ts';

/** One HTTP POST and the events that travel in it, in the order of the body. */
export interface EncodedRequest extends DeliveryRequest, Parcel {}

/** Pure: no clock, no network. */
export interface HttpDestination extends DestinationLimits {
  /** As of a {@link Destination}. */
  encode(events: readonly OutboxEvent[], at: EpochMs): Encoded<EncodedRequest>;
  decode(request: EncodedRequest, answer: Answer): Verdict;
}

/** Puts a destination on the transport. */
export function overHttp(destination: HttpDestination, deliver: Deliver): Destination {
  return {
    ...destination,
    async send(parcel, signal) {
      const request = parcel as EncodedRequest; // what `encode` made
      return destination.decode(request, await deliver(request, { signal }));
    },
  };
}
