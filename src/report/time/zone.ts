/**
 * The clock of a time zone: instant ↔ what a wall clock there shows.
 *
 * A *local* time is that reading as if it were UTC, in epoch ms, so that calendar arithmetic on it
 * knows no daylight saving. Only this file knows where the two differ.
 */

import { IANAZone } from 'luxon';

import type { EpochMs } from '../../model/time.ts';
import { DAY_MS, MINUTE_MS } from '../../model/time.ts';

/** What a wall clock shows, as epoch ms of the same reading in UTC. */
export type LocalMs = number;

export interface Zone {
  /** IANA name, as the caller wrote it. */
  readonly name: string;
  /** Milliseconds that the zone is ahead of UTC at an instant. */
  readonly offsetAt: (at: EpochMs) => number;
}

/** Tells whether `name` is an IANA zone that this Node.js knows. `+05:45` is none: an offset has no summer. */
export function isZoneName(name: string): boolean {
  return /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);
}

/** Zones that were asked for: they remember what their clocks showed. */
const zones = new Map<string, Zone>();
const MOST_ZONES = 100;

/** Returns the zone of a name that {@link isZoneName} accepted. */
export function zoneNamed(name: string): Zone {
  if (zones.size > MOST_ZONES) zones.clear();
  const zone = zones.get(name) ?? newZone(name);
  zones.set(name, zone);
  return zone;
}

function newZone(name: string): Zone {
  const zone = IANAZone.create(name);
  const exact = (at: EpochMs): number => Math.round(zone.offset(at) * MINUTE_MS);
  const atMidnight = new Map<number, number>();
  const ofDay = (day: number): number => {
    const known = atMidnight.get(day);
    if (known !== undefined) return known;
    const offset = exact(day * DAY_MS);
    atMidnight.set(day, offset);
    return offset;
  };
  return {
    name,
    // a day that begins and ends with the same offset has no other in between
    offsetAt: (at) => {
      const day = Math.floor(at / DAY_MS);
      const offset = ofDay(day);
      return offset === ofDay(day + 1) ? offset : exact(at);
    },
  };
}

/** Returns a zone whose clocks are always ahead of UTC by some minutes, or behind if they are negative. */
function zoneAhead(minutes: number): Zone {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const digits = [hours, rest].map((part) => String(part).padStart(2, '0'));
  const name = minutes === 0 ? 'UTC' : `UTC${minutes < 0 ? '-' : '+'}${digits.join(':')}`;
  return { name, offsetAt: () => minutes * MINUTE_MS };
}

/** Returns the zone of options that have passed a schema. */
export function zoneOf({
  timezone,
  offset,
}: {
  readonly timezone?: unknown;
  readonly offset?: unknown;
}): Zone {
  if (typeof offset === 'number') return zoneAhead(offset);
  return zoneNamed(typeof timezone === 'string' ? timezone : 'UTC');
}

/** Returns what the clocks of the zone show at an instant. */
export function localOf(zone: Zone, at: EpochMs): LocalMs {
  return at + zone.offsetAt(at);
}

/**
 * Returns the first instant at which the clocks of the zone show `local` or more.
 *
 * So a midnight that a zone skips is the moment of the shift, one that it has twice is the first,
 * and a day that it never had (Samoa, 30 December 2011) begins where the next one does.
 */
export function instantOf(zone: Zone, local: LocalMs): EpochMs {
  const before = zone.offsetAt(local - DAY_MS);
  const after = zone.offsetAt(local + DAY_MS);
  if (before === after) return local - before;
  const shift = shiftBetween(zone, local - DAY_MS, local + DAY_MS);
  return local - before < shift ? local - before : Math.max(shift, local - after);
}

/** Finds the instant of the one shift in `(from, to]`, by halving. */
function shiftBetween(zone: Zone, from: EpochMs, to: EpochMs): EpochMs {
  const before = zone.offsetAt(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}
