/** Looking up in ascending numbers. */

/** Returns the place of the last of ascending numbers that is not greater than `value`; −1 if all are. */
export function lastAtMost(ascending: readonly number[], value: number): number {
  let [low, high] = [-1, ascending.length];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if ((ascending[middle] ?? Infinity) <= value) low = middle;
    else high = middle;
  }
  return low;
}
