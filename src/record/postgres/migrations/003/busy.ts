/** Rows that are updated all the time find room on their page. */
export const BUSY = 'WITH (fillfactor = 70)';
