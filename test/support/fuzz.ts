/**
 * How random tests run: the short suite repeats the same cases, so that its outcome depends on the
 * code alone; the nightly suite looks for new ones. A failure prints its seed.
 */

const SEED = 20_261_121;

export function fuzz(numRuns: number): { readonly numRuns: number; readonly seed?: number } {
  const runs = process.env['FUZZ_RUNS'];
  return runs === undefined
    ? { numRuns, seed: SEED }
    : { numRuns: Math.max(numRuns, Number(runs)) };
}
