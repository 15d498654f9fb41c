/** https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4 */
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export function isUuidV4(value: unknown): boolean {
  return typeof value === 'string' && UUID_V4.test(value);
}
