/** Freezing what is handed to code of the developer's. */

/** Freezes plain data through and through, and returns it. Not for what is cyclic. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
