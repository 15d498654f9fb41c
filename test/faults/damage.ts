/** Damages files, in ways that a seed repeats. */

import { copyFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';

export type Random = (below: number) => number;

/** Whole numbers from 0 to below a limit (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export const PAGE_BYTES = 4_096;

/** Changes the bytes of a file. */
export function patch(path: string, change: (bytes: Buffer) => void): void {
  const bytes = readFileSync(path);
  change(bytes);
  writeFileSync(path, bytes);
}

/** Overwrites a page with what is no page. */
export function spoilPage(path: string, page: number, random: Random): void {
  patch(path, (bytes) => {
    for (let at = (page - 1) * PAGE_BYTES; at < page * PAGE_BYTES; at++) bytes[at] = random(256);
  });
}

export type Damage =
  | 'bit'
  | 'bits'
  | 'header'
  | 'page'
  | 'zeros'
  | 'swap'
  | 'cut'
  | 'cutAtPage'
  | 'empty'
  | 'garbage'
  | 'oldLog'
  | 'foreignLog'
  | 'cutLog'
  | 'bitInLog';

interface Files {
  readonly path: string;
  /** A log of the same store from some time before, and one of another store. */
  readonly oldLog: string;
  readonly foreignLog: string;
}

type Damaging = (files: Files, random: Random) => void;

/** What can become of a file, and of the log beside it. */
export const DAMAGES: Readonly<Record<Damage, Damaging>> = {
  bit: ({ path }, random) => patch(path, (bytes) => flip(bytes, random)),
  bits: ({ path }, random) =>
    patch(path, (bytes) => {
      for (let i = 0; i < 200; i++) flip(bytes, random);
    }),
  header: ({ path }, random) =>
    patch(path, (bytes) => {
      for (let at = 0; at < 100; at++) if (random(4) === 0) bytes[at] = random(256);
    }),
  page: ({ path }, random) => spoilPage(path, 1 + random(pagesOf(path)), random),
  zeros: ({ path }, random) =>
    patch(path, (bytes) => {
      const from = random(bytes.length);
      bytes.fill(0, from, Math.min(bytes.length, from + random(8 * PAGE_BYTES)));
    }),
  swap: ({ path }, random) =>
    patch(path, (bytes) => {
      const [a, b] = [random(pagesOf(path)) * PAGE_BYTES, random(pagesOf(path)) * PAGE_BYTES];
      const copy = Buffer.from(bytes.subarray(a, a + PAGE_BYTES));
      bytes.copyWithin(a, b, b + PAGE_BYTES);
      copy.copy(bytes, b);
    }),
  cut: ({ path }, random) => truncateSync(path, random(readFileSync(path).length)),
  cutAtPage: ({ path }, random) => truncateSync(path, random(pagesOf(path)) * PAGE_BYTES),
  empty: ({ path }) => truncateSync(path, 0),
  garbage: ({ path }, random) =>
    patch(path, (bytes) => {
      for (let at = 0; at < bytes.length; at++) bytes[at] = random(256);
    }),
  oldLog: ({ path, oldLog }) => copyFileSync(oldLog, `${path}-wal`),
  foreignLog: ({ path, foreignLog }) => copyFileSync(foreignLog, `${path}-wal`),
  cutLog: ({ path, oldLog }, random) => {
    copyFileSync(oldLog, `${path}-wal`);
    truncateSync(`${path}-wal`, random(readFileSync(oldLog).length));
  },
  bitInLog: ({ path, oldLog }, random) => {
    if (!existsSync(`${path}-wal`)) copyFileSync(oldLog, `${path}-wal`);
    patch(`${path}-wal`, (bytes) => flip(bytes, random));
  },
};

function flip(bytes: Buffer, random: Random): void {
  const at = random(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
}

function pagesOf(path: string): number {
  return Math.ceil(readFileSync(path).length / PAGE_BYTES);
}
