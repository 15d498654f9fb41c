/** Shows options of destinations without their secrets. */

export type FieldValue =
  string | number | boolean | readonly string[] | Readonly<Record<string, string | number>>;

const SECRETS: ReadonlySet<string> = new Set([
  'token',
  'gdprToken',
  'apiSecret',
  'username',
  'secret',
]);

const DOTS = '••••';

/** Of a secret that is shorter, four characters would say too much. */
const LONG = 12;
const SHOWN = 4;

/** The value of a field, with what is secret masked: `••••1234`. */
export function maskedField(field: string, value: unknown): FieldValue {
  if (SECRETS.has(field)) return masked(String(value));
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return value as FieldValue;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(
    entries.map(([name, each]) => [name, maskedField(name, each) as string | number]),
  );
}

/** Characters, not halves of them. */
function masked(secret: string): string {
  const characters = Array.from(secret);
  return characters.length < LONG ? DOTS : DOTS + characters.slice(-SHOWN).join('');
}
