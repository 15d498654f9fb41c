import { describe, expect, test } from 'vitest';

import { utf8Bytes } from '../../../src/cli/import/bytes.ts';
import { MAX_ENTRY_BYTES } from '../../../src/cli/import/entry.ts';
import type { Entry } from '../../../src/cli/import/entry.ts';
import { entryParser } from '../../../src/cli/import/format.ts';

const SIZES = [1, 2, 3, 7, 64, 1 << 20];

/** Reads a file that comes in pieces of a size. */
async function read(content: string | Buffer, size: number): Promise<readonly Entry[]> {
  const bytes = Buffer.from(content);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const parser = entryParser();
  const entries: Entry[] = [];
  for await (const chunk of utf8Bytes(pieces())) entries.push(...parser.write(chunk));
  return [...entries, ...parser.end()];
}

/** `line:value` or `line!problem`, with `[index]` where there is one. */
function told(entries: readonly Entry[]): string[] {
  return entries.map((entry) => {
    const place = entry.index === undefined ? `${entry.line}` : `${entry.line}[${entry.index}]`;
    return 'problem' in entry ? `${place}!` : `${place}:${JSON.stringify(entry.value)}`;
  });
}

interface Case {
  readonly what: string;
  readonly content: string | Buffer;
  readonly entries: readonly string[];
}

const A = '{"type":"message","text":"ä€😀 [{\\"\\\\"}';
const B = '{"type":"event"}';
const [a, b] = [JSON.stringify(JSON.parse(A)), B];

const CASES: readonly Case[] = [
  { what: 'nothing', content: '', entries: [] },
  { what: 'nothing but space', content: ' \n\t\r\n', entries: [] },
  { what: 'lines', content: `${A}\n${B}\n`, entries: [`1:${a}`, `2:${b}`] },
  { what: 'lines, the last without an end', content: `${A}\n${B}`, entries: [`1:${a}`, `2:${b}`] },
  { what: 'lines of Windows', content: `${A}\r\n${B}\r\n`, entries: [`1:${a}`, `2:${b}`] },
  { what: 'empty lines', content: `\n \n${A}\n\n\t\n${B}\n\n`, entries: [`3:${a}`, `6:${b}`] },
  {
    what: 'separators that are no ends of lines',
    content: '{"type":"\u2028\u2029\u0085"}\n',
    entries: ['1:{"type":"\u2028\u2029\u0085"}'],
  },
  {
    what: 'bad lines among good ones',
    content: `nonsense\n${A}\n{"type":\n${B}\n[1\n`,
    entries: ['1!', `2:${a}`, '3!', `4:${b}`, '5!'],
  },
  {
    what: 'a first line that is cut off',
    content: `{"type":"mess\n${B}\n`,
    entries: ['1!', `2:${b}`],
  },
  {
    what: 'a first line that is another object',
    content: `{"version":1}\n${B}\n`,
    entries: ['1:{"version":1}', `2:${b}`],
  },
  { what: 'one activity', content: A, entries: [`1:${a}`] },
  { what: 'an empty list', content: ' [ ] ', entries: [] },
  { what: 'a list', content: `[${A},${B}]`, entries: [`1[0]:${a}`, `1[1]:${b}`] },
  {
    what: 'a list over lines',
    content: `\n[\n  ${A},\n\n  {\n "type": "event"\n }\n]\n`,
    entries: [`3[0]:${a}`, `5[1]:${b}`],
  },
  {
    what: 'a list of other things',
    content: '[1,"x",null,[[2]],{}]',
    entries: ['1[0]:1', '1[1]:"x"', '1[2]:null', '1[3]:[[2]]', '1[4]:{}'],
  },
  {
    what: 'a list that is broken in the middle',
    content: `[\n${A},\n${B}\n${B},\n${A}]`,
    entries: [`2[0]:${a}`, `3[1]:${b}`, '4[2]!'],
  },
  {
    what: 'a list that is broken within a text',
    content: `[\n${A},\n{"type":"mess\nage"},\n${B}]`,
    entries: [`2[0]:${a}`, '3[1]!'],
  },
  { what: 'a list that is cut off', content: `[${A},\n{"type"`, entries: [`1[0]:${a}`, '2[1]!'] },
  { what: 'a list that is cut off between', content: `[${A},`, entries: [`1[0]:${a}`, '1[1]!'] },
  {
    what: 'lines behind a list, bad ones among them',
    content: `[${B}]\n${A}\n,\n${B}`,
    entries: [`1[0]:${b}`, `2:${a}`, '3!', `4:${b}`],
  },
  {
    what: 'lists and objects one behind the other',
    content: `[${A}][\n${B}]\n \n{"activities":[${B},\n${A}]}{"transcript":[${B}]} [] [${A}]\n`,
    entries: [`1[0]:${a}`, `2[0]:${b}`, `4[0]:${b}`, `5[1]:${a}`, `5[0]:${b}`, `5[0]:${a}`],
  },
  {
    what: 'a list that is broken behind a whole one',
    content: `[\n${A}\n]\n[\n${B},\n}`,
    entries: [`2[0]:${a}`, `5[0]:${b}`, '6[1]!'],
  },
  {
    what: 'a list over lines behind lines',
    content: `${A}\n[\n${B},\n${A}\n]\n${B}\n`,
    entries: [`1:${a}`, `3[0]:${b}`, `4[1]:${a}`, `6:${b}`],
  },
  {
    what: 'a list over lines behind a line without an end',
    content: `${B}\n${A}[\n${B}\n]`,
    entries: [`1:${b}`, `2:${a}`, `3[0]:${b}`],
  },
  {
    what: 'an object over lines behind lines',
    content: `${A}\n{\n"activities": [\n${B}\n]\n}\n${A}`,
    entries: [`1:${a}`, `4[0]:${b}`, `7:${a}`],
  },
  {
    what: 'an object over lines that is another object, behind lines',
    content: `${A}\n{\n"type": "x"\n}\n${B}`,
    entries: [`1:${a}`, '2!', '3!', '4!', `5:${b}`],
  },
  {
    what: 'a first object that is cut off behind the opening of a list',
    content: `{\n"a":\n[\n${B}\n]`,
    entries: ['1!', '2!', `4[0]:${b}`],
  },
  {
    what: 'lines with lists and objects with them',
    content: `${A}\n[${B},7]\n{"activities":[${A}]}\n{"type":"x","transcript":[1]}\n[]\n`,
    entries: [`1:${a}`, `2[0]:${b}`, '2[1]:7', `3[0]:${a}`, '4:{"type":"x","transcript":[1]}'],
  },
  {
    what: 'several values in a line, as behind a file without a last newline',
    content: `${A}\n${B}${A}[${B}]\n${B}\n`,
    entries: [`1:${a}`, `2:${b}`, `2:${a}`, `2[0]:${b}`, `3:${b}`],
  },
  {
    what: 'several values in a line that are none, or not whole',
    content: `${A}\n7 8\n${B},${B}\n${B}{"type"\n`,
    entries: [`1:${a}`, '2!', '3!', '4!'],
  },
  {
    what: 'byte order marks in the middle',
    content: `\uFEFF[${B}]\uFEFF[\n${A}]\uFEFF${B}\n\uFEFF${B}`,
    entries: [`1[0]:${b}`, `2[0]:${a}`, `2:${b}`, `3:${b}`],
  },
  {
    what: 'an object with a transcript',
    content: `{"a":[1,{"transcript":[3]}],"b":"transcript",\n"transcript":[${A},\n${B}],"c":[{}]}`,
    entries: [`2[0]:${a}`, `3[1]:${b}`],
  },
  {
    what: 'an object with activities',
    content: `{\n"activities":[\n${B}]}`,
    entries: [`3[0]:${b}`],
  },
  { what: 'an object with an empty list', content: '{"transcript":[]}', entries: [] },
  {
    what: 'an object whose transcript is no list',
    content: '{"transcript":{"a":{}}}',
    entries: ['1:{"transcript":{"a":{}}}'],
  },
  {
    what: 'an object with a list that is cut off',
    content: `{"transcript":[${B},{`,
    entries: [`1[0]:${b}`, '1[1]!'],
  },
  {
    what: 'a byte order mark',
    content: `\uFEFF[${B}]`,
    entries: [`1[0]:${b}`],
  },
  {
    what: 'UTF-16',
    content: Buffer.from(`\uFEFF${A}\n`, 'utf16le'),
    entries: [`1:${a}`],
  },
  {
    what: 'UTF-16, the other way round',
    content: Buffer.from(`\uFEFF[${A}]`, 'utf16le').swap16(),
    entries: [`1[0]:${a}`],
  },
];

describe.each(SIZES.map((size) => ({ size })))('in pieces of $size', ({ size }) => {
  test.for(CASES)('$what', async ({ content, entries }) => {
    expect(told(await read(content, size))).toEqual(entries);
  });
});

const LONG = 'x'.repeat(MAX_ENTRY_BYTES);

test('a line that is too long is told, and the next one read', async () => {
  const entries = await read(`${B}\n{"type":"${LONG}"}\n${B}\n`, 1 << 16);

  expect(told(entries)).toEqual([`1:${b}`, '2!', `3:${b}`]);
  expect(entries[1]).toMatchObject({ problem: 'is longer than 16 MB' });
});

test('an element that is too long ends the list', async () => {
  const tooLong = `${LONG}${'x'.repeat(1 << 18)}`;
  const entries = await read(`[${B},\n{"type":"${tooLong}"},${B}]`, 1 << 16);

  expect(entries.map(({ line, index }) => `${line}[${index}]`)).toEqual(['1[0]', '2[1]']);
  expect(entries[1]).toMatchObject({
    problem: 'is longer than 16 MB, and what follows cannot be read',
  });
});

test('a line that looks like an object with a list is not waited for without end', async () => {
  const header = `{"header":"${'x'.repeat(2 * 1024 * 1024)}","transcript":[]}`;

  expect(told(await read(`${header}\n${B}\n`, 1 << 16))).toEqual([`2:${b}`]);
});

test('no problem tells a word of the content', async () => {
  const contents = ['secret', '{"type":"secret', '[{"type":"secret\n"}]', '[{"secret" "secret"}]'];
  for (const content of contents) {
    for (const entry of await read(content, 64)) {
      expect(JSON.stringify(entry)).not.toContain('secret');
      expect(entry).toHaveProperty('problem');
    }
  }
});
