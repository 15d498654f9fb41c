/** When the two weeks of `npm start` end. */

/** @throws Error if it is no instant, or one that is yet to come */
export function endOf(given: string | undefined): number {
  if (given === undefined) return Date.now();
  const end = Date.parse(given);
  if (Number.isNaN(end)) throw new Error(`--end is no instant: ${given}`);
  if (end > Date.now()) throw new Error('--end lies in the future: nobody has reports of that');
  return end;
}
