/**
 * Log-linear histogram: whole numbers below 64 have a bucket each, above that every power of two has
 * 32 equally wide ones. The middle of a bucket is at most 1.6 % away from what is in it, and two
 * histograms are merged by adding up their buckets.
 */

/** Buckets per power of two. */
const PARTS = 32;

/** Below it each number is a bucket of its own. */
const EXACT = 2 * PARTS;

const EXACT_BITS = Math.log2(EXACT);

/** Returns the bucket of a value; what is negative counts as 0. */
export function bucketOf(value: number): number {
  const whole = Math.max(0, Math.floor(value));
  if (whole < EXACT) return whole;
  const power = Math.floor(Math.log2(whole));
  const part = Math.floor(whole / 2 ** (power - EXACT_BITS + 1)) - PARTS;
  return EXACT + (power - EXACT_BITS) * PARTS + part;
}

/** Returns the middle of a bucket, a whole number. */
export function middleOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const power = Math.floor((bucket - EXACT) / PARTS) + EXACT_BITS;
  const part = ((bucket - EXACT) % PARTS) + PARTS;
  const width = 2 ** (power - EXACT_BITS + 1);
  return Math.floor((part + 0.5) * width);
}
