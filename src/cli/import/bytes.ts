/** The bytes of a file as UTF-8 without a byte order mark, whatever Unicode it is saved in. */

/** Encodings by their byte order mark. */
const MARKS: readonly { readonly mark: readonly number[]; readonly encoding: string }[] = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
];

const LONGEST_MARK = 3;

/** Yields the bytes piece by piece; a reader who stops early ends the source. */
export async function* utf8Bytes(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  let convert: Converter | undefined;
  for await (const chunk of source) {
    if (convert) {
      yield convert(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < LONGEST_MARK) continue;
    convert = converterOf(head);
    yield convert(head);
  }
  if (!convert && head.length > 0) yield converterOf(head)(head);
}

type Converter = (chunk: Uint8Array) => Buffer;

function converterOf(head: Buffer): Converter {
  const found = MARKS.find(({ mark }) => mark.every((byte, i) => head[i] === byte));
  if (!found) return asBuffer;
  if (found.encoding === 'utf-8') {
    let isFirst = true;
    return (chunk) => {
      const bytes = asBuffer(chunk);
      if (!isFirst) return bytes;
      isFirst = false;
      return bytes.subarray(found.mark.length);
    };
  }
  const decoder = new TextDecoder(found.encoding);
  return (chunk) => Buffer.from(decoder.decode(chunk, { stream: true }));
}

function asBuffer(chunk: Uint8Array): Buffer {
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
