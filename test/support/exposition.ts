/** Reads the text format of Prometheus, version 0.0.4, and is strict where its own parser is. */

export interface Exposition {
  /** Type of each metric, by its name. */
  readonly types: ReadonlyMap<string, string>;
  /** Value of each series, by its name and labels as they are written. */
  readonly values: ReadonlyMap<string, number>;
  /** Values of the labels, unescaped. */
  readonly labelValues: ReadonlySet<string>;
}

const HELP = /^# HELP ([a-zA-Z_:][\w:]*) (?:[^\\]|\\[\\n])+$/;
const TYPE = /^# TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped)$/;
const SAMPLE =
  /^([a-zA-Z_:][\w:]*)(?:\{([a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*"(?:,[a-zA-Z_]\w*="(?:[^"\\]|\\[\\"n])*")*)\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\[\\"n])*)"/g;

/** @throws Error on a line that is none, a second series of the same labels, what has no HELP and TYPE before it */
export function readExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const values = new Map<string, number>();
  const labelValues = new Set<string>();
  let current = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, helpedName] = HELP.exec(line) ?? [];
    const [, typedName, type = ''] = TYPE.exec(line) ?? [];
    if (helpedName !== undefined) {
      if (helped.has(helpedName)) throw new Error(`a second HELP of ${helpedName}`);
      helped.add(helpedName);
      current = helpedName;
    } else if (typedName !== undefined) {
      if (typedName !== current || types.has(typedName)) throw new Error(`misplaced: ${line}`);
      types.set(typedName, type);
    } else {
      const [, name = '', labels = '', value] = SAMPLE.exec(line) ?? [];
      if (value === undefined) throw new Error(`not a line: ${line}`);
      const suffix = types.get(current) === 'histogram' ? /^(_bucket|_sum|_count)$/ : /^$/;
      if (
        !types.has(current) ||
        !name.startsWith(current) ||
        !suffix.test(name.slice(current.length))
      )
        throw new Error(`not in its metric: ${line}`);
      const series = labels === '' ? name : `${name}{${labels}}`;
      if (values.has(series)) throw new Error(`twice: ${series}`);
      values.set(series, Number(value));
      for (const [, , escaped = ''] of labels.matchAll(LABEL)) labelValues.add(unescape(escaped));
    }
  }
  for (const [name, type] of types) if (type === 'histogram') checkHistogram(name, values);
  return { types, values, labelValues };
}

function unescape(escaped: string): string {
  return escaped.replaceAll(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character));
}

/** Knows histograms without labels. */
function checkHistogram(name: string, values: ReadonlyMap<string, number>): void {
  const buckets = [...values].flatMap(([series, count]) => {
    const [, le] = new RegExp(`^${name}_bucket\\{le="([^"]+)"\\}$`).exec(series) ?? [];
    return le === undefined ? [] : [{ le: le === '+Inf' ? Infinity : Number(le), count }];
  });
  const last = buckets.at(-1);
  if (last?.le !== Infinity || last.count !== values.get(`${name}_count`))
    throw new Error(`+Inf of ${name} is not its count`);
  if (!values.has(`${name}_sum`)) throw new Error(`${name} has no sum`);
  for (const [i, { le, count }] of buckets.slice(1).entries()) {
    const before = buckets[i];
    if (!before || le <= before.le || count < before.count)
      throw new Error(`${name} is not cumulative at ${le}`);
  }
}
