/**
 * Charts over time, drawn on the server: they are there without scripts, in print and for every size of a
 * screen. A script shows the values under the cursor; the table has them for everybody.
 */

import type { Dimension } from '../../report/time/calendar.ts';
import { bucketName, number, shortNumber } from './format.ts';
import { Table, Words, seen } from './table.tsx';

export interface ChartSeries {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

export interface ChartProps {
  readonly title: string;
  readonly dates: readonly string[];
  readonly dimension: Dimension;
  readonly timezone: string;
  /** At most eight. */
  readonly series: readonly ChartSeries[];
  /**
   * `columns`: values that add up stand on each other; `pairs`: columns beside each other; `lines`: values
   * that do not add up.
   */
  readonly kind: 'columns' | 'pairs' | 'lines';
  /** How a value is written; else as a number. */
  readonly format?: ((value: number | null) => string) | undefined;
  /** The highest value there can be; else the next round number. */
  readonly top?: number | undefined;
}

const HEIGHT = 100;
/** Names below the plot. */
const MARKS = 5;

export function Chart(props: ChartProps) {
  const { title, dates, dimension, timezone, series, kind, format = number } = props;
  const names = dates.map((date) => bucketName(date, dimension, timezone));
  const { top = niceTop(highest(props)) } = props;
  const columns = [
    { title: 'Begin' },
    ...series.map(({ label }) => ({ title: <Words text={label} />, isNumber: true })),
  ];
  const rows = names.map((name, i) => [
    name,
    ...series.map(({ values }) => format(values[i] ?? null)),
  ]);
  const wanted = `${title}: ${series.map(({ label }) => seen(label)).join(', ')}. The values are in the table below.`;
  return (
    <figure class="chart" data-chart={kind}>
      <figcaption>{title}</figcaption>
      <ul class="legend">
        {series.map(({ label }, i) => (
          <li class={`series-${i + 1}`}>
            <Words text={label} />
          </li>
        ))}
      </ul>
      <div class="plot">
        <ul class="axis-y" aria-hidden="true">
          {[top, top / 2, 0].map((value) => (
            <li>{shortNumber(value)}</li>
          ))}
        </ul>
        <svg
          viewBox={`0 0 ${Math.max(1, dates.length)} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={wanted}
        >
          <path
            class="grid"
            d={`M0 0H${dates.length}M0 ${HEIGHT / 2}H${dates.length}M0 ${HEIGHT}H${dates.length}`}
          />
          <Drawing kind={kind} series={series} top={top} />
        </svg>
        <ol class={names.length > MARKS ? 'axis-x' : 'axis-x each'} aria-hidden="true">
          {marked(names).map((name) => (
            <li>{name}</li>
          ))}
        </ol>
      </div>
      <p class="readout" aria-live="polite" />
      <details>
        <summary>{`Table of ${title.toLowerCase()}`}</summary>
        <Table caption={title} columns={columns} rows={rows} />
      </details>
    </figure>
  );
}

interface Drawn {
  readonly series: readonly ChartSeries[];
  readonly top: number;
}

function Drawing({ kind, ...drawn }: Drawn & Pick<ChartProps, 'kind'>) {
  if (kind === 'lines') return <Lines {...drawn} />;
  return kind === 'pairs' ? <Pairs {...drawn} /> : <Columns {...drawn} />;
}

/** Columns beside each other share the width of their bucket. */
function Pairs({ series, top }: Drawn) {
  const width = 0.8 / series.length;
  return (
    <>
      {series.map(({ values }, place) => (
        <path
          class={`area series-${place + 1}`}
          d={values
            .map((value, i) => {
              const from = rounded(i + 0.1 + place * width);
              const to = rounded(i + 0.1 + (place + 1) * width);
              return value ? `M${from} ${HEIGHT}H${to}V${yOf(value, top)}H${from}Z` : '';
            })
            .join('')}
        />
      ))}
    </>
  );
}

/** One path for each series: a thousand columns are as quick as one. */
function Columns({ series, top }: Drawn) {
  const base: number[] = [];
  const paths = series.map(({ values }) =>
    values
      .map((value, i) => {
        const from = base[i] ?? 0;
        const to = from + (value ?? 0);
        base[i] = to;
        return to === from
          ? ''
          : `M${i + 0.1} ${yOf(from, top)}H${i + 0.9}V${yOf(to, top)}H${i + 0.1}Z`;
      })
      .join(''),
  );
  return (
    <>
      {paths.map((path, i) => (
        <path class={`area series-${i + 1}`} d={path} />
      ))}
    </>
  );
}

function Lines({ series, top }: Drawn) {
  return (
    <>
      {series.map(({ values }, i) => (
        <path class={`line series-${i + 1}`} d={lineOf(values, top)} />
      ))}
    </>
  );
}

/** Where there is no value, there is no line. A value alone is a short one. */
function lineOf(values: readonly (number | null)[], top: number): string {
  return values
    .map((value, i) => {
      if (value === null) return '';
      const at = `${i + 0.5} ${yOf(value, top)}`;
      const isAlone = (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null;
      if (isAlone) return `M${i + 0.3} ${yOf(value, top)}H${i + 0.7}`;
      return (values[i - 1] ?? null) === null ? `M${at}` : `L${at}`;
    })
    .join('');
}

function yOf(value: number, top: number): number {
  return rounded(HEIGHT - (value / top) * HEIGHT);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function highest({ series, kind, dates }: ChartProps): number {
  const sums = dates.map((_, i) => series.map(({ values }) => values[i] ?? 0));
  const heights = sums.map((each) =>
    kind === 'columns' ? each.reduce((sum, value) => sum + value, 0) : Math.max(0, ...each),
  );
  return heights.reduce((most, each) => Math.max(most, each), 0);
}

/** The next round number. */
function niceTop(value: number): number {
  if (value <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 4, 5, 6, 8, 10].find((each) => each * power >= value) ?? 10;
  return step * power;
}

/** Some names, evenly spread from the first to the last. */
function marked(names: readonly string[]): readonly string[] {
  const count = Math.min(MARKS, names.length);
  if (count < 2) return names;
  return Array.from(
    { length: count },
    (_, i) => names[Math.round((i * (names.length - 1)) / (count - 1))] ?? '',
  );
}
