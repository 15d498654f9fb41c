/** Reads what a workbook consists of, without the package that wrote it. */

import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** A cell as it is stored: texts resolved, dates as the serial numbers of a spreadsheet. */
export type StoredCell = string | number | boolean | null;

/** Returns the sheets of a workbook: their cells, by the names of the sheets. */
export function readWorkbook(path: string): Readonly<Record<string, StoredCell[][]>> {
  const parts = unzip(readFileSync(path));
  const shared = [...(parts['xl/sharedStrings.xml'] ?? '').matchAll(/<si>(.*?)<\/si>/gs)].map(
    ([, text = '']) => textOf(text),
  );
  const names = [...(parts['xl/workbook.xml'] ?? '').matchAll(/<sheet [^>]*name="([^"]*)"/g)];
  return Object.fromEntries(
    names.map(([, name = ''], i) => [
      name,
      cellsOf(parts[`xl/worksheets/sheet${i + 1}.xml`] ?? '', shared),
    ]),
  );
}

/** Returns the text of each part of a workbook. */
function unzip(file: Buffer): Readonly<Record<string, string>> {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const count = file.readUInt16LE(end + 10);
  const parts: Record<string, string> = {};
  let at = file.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((n) =>
      file.readUInt16LE(at + n),
    ) as [number, number, number];
    const name = file.toString('utf8', at + 46, at + 46 + nameLength);
    parts[name] = partOf(file, at);
    at += 46 + nameLength + extraLength + commentLength;
  }
  return parts;
}

function partOf(file: Buffer, entry: number): string {
  const local = file.readUInt32LE(entry + 42);
  const begin = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  const bytes = file.subarray(begin, begin + file.readUInt32LE(entry + 20));
  return (file.readUInt16LE(entry + 10) === 8 ? inflateRawSync(bytes) : bytes).toString('utf8');
}

function cellsOf(xml: string, shared: readonly string[]): StoredCell[][] {
  return [...xml.matchAll(/<row [^>]*?(?:\/>|>(.*?)<\/row>)/gs)].map(([, row = '']) => {
    const cells: StoredCell[] = [];
    for (const [, attributes = '', content = ''] of row.matchAll(
      /<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs,
    )) {
      cells[columnOf(attributes)] = cellOf(attributes, content, shared);
    }
    return Array.from(cells, (cell) => cell ?? null);
  });
}

function columnOf(attributes: string): number {
  const letters = /r="([A-Z]+)/.exec(attributes)?.[1] ?? 'A';
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellOf(attributes: string, content: string, shared: readonly string[]): StoredCell {
  const type = /\bt="(\w+)"/.exec(attributes)?.[1];
  const value = /<v>(.*?)<\/v>/s.exec(content)?.[1];
  if (type === 'inlineStr') return textOf(content);
  if (value === undefined) return null;
  if (type === 's') return shared[Number(value)] ?? null;
  if (type === 'b') return value === '1';
  return type === 'str' ? textOf(value) : Number(value);
}

function textOf(xml: string): string {
  return xml
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
