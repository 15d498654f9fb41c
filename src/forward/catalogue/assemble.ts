/** Puts an event together by the catalogue, in the words of one destination. */

import type { AnalyticsEvent } from '../../model/event.ts';
import type { Trim } from '../destinations/fit.ts';
import type { Values } from '../destinations/mapping.ts';
import { rowToSend } from './catalogue.ts';
import { COMMON, COMMON_NAMES, PROTECTED_NAMES } from './common.ts';
import { nameIn } from './property.ts';
import type { CatalogueDestination, EventName, Property, Shape } from './property.ts';

/** What differs between destinations. */
export interface Dialect {
  readonly destination: CatalogueDestination;
  /** A name of ours, as the settings want it. */
  readonly ownName: (name: string, shape: Shape) => string;
  /** A name that the bot's code gave, made to fit. */
  readonly givenName: (name: string) => string;
  /** The name of a property of the bot's code or the settings, made to fit and none of `taken`. */
  readonly propertyName: (property: GivenProperty, taken: ReadonlySet<string>) => string;
}

interface GivenProperty {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** An event without what the destination's own code adds. */
export interface Assembled {
  readonly name: string;
  /** What is common to all events first, then the event's own, then what the settings add. */
  readonly values: Values;
  readonly trimmed: readonly Trim[];
}

/** What is told, and in whose words. */
interface Telling {
  readonly event: AnalyticsEvent;
  readonly shape: Shape;
  readonly dialect: Dialect;
}

/** A name or a property under the name by which it is sent. */
type Named<Part = unknown> = Part & { readonly name: string; readonly isChanged: boolean };

/**
 * Puts an event together. The properties of the settings give way to those of the event.
 * @throws if nothing is to be sent for its kind
 */
export function assemble(event: AnalyticsEvent, shape: Shape, dialect: Dialect): Assembled {
  const row = rowToSend(event);
  const { destination } = dialect;
  const telling = { event, shape, dialect };
  const name = nameOf(row[destination], telling);
  const own = [...COMMON, ...row.properties].flatMap((property) => read(property, telling));
  const given = rename(row.given?.(event), dialect, COMMON_NAMES[destination]);
  const said = new Set([...own, ...given].map((property) => property.name));
  const shared = rename(shape.properties, dialect, PROTECTED_NAMES[destination]);
  const properties = [...own, ...given, ...shared.filter((property) => !said.has(property.name))];
  return {
    name: name.name,
    values: Object.fromEntries(properties.map((property) => [property.name, property.value])),
    trimmed: [name, ...properties].filter(({ isChanged }) => isChanged).map(() => 'name_changed'),
  };
}

function nameOf(name: EventName<AnalyticsEvent>, { event, shape, dialect }: Telling): Named {
  if (typeof name === 'object' && 'given' in name) {
    const given = name.given(event);
    const fitted = dialect.givenName(given);
    return { name: fitted, isChanged: fitted !== given };
  }
  const own =
    typeof name === 'string' ? name : name[name.when(event, shape) ? 'name' : 'otherwise'];
  return { name: dialect.ownName(own, shape), isChanged: false };
}

function read(
  property: Property<AnalyticsEvent>,
  { event, shape, dialect: { destination } }: Telling,
): readonly Named<GivenProperty>[] {
  const name = nameIn(property, destination);
  const value = name === undefined ? undefined : property.of(event, shape);
  return name === undefined || value === undefined ? [] : [{ name, value, isChanged: false }];
}

function rename(
  values: Values = {},
  { propertyName }: Dialect,
  taken: ReadonlySet<string>,
): readonly Named<GivenProperty>[] {
  return Object.entries(values).flatMap(([given, value]) => {
    if (value === undefined) return [];
    const name = propertyName({ name: given, value }, taken);
    return [{ name, value, isChanged: name !== given }];
  });
}
