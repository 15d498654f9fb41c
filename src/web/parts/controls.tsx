/** What is looked at, to be chosen: a form whose fields are the options of the reports. */

import type { StoredFilters } from '../pages/known-values.ts';
import type { View } from '../pages/view.ts';
import { FILTER_FIELDS } from '../pages/known-values.ts';
import { GROUP_NAMES } from './group-names.ts';

const PERIODS: Readonly<Record<string, string>> = {
  '': 'Own range',
  today: 'Today',
  yesterday: 'Yesterday',
  last7days: 'Last 7 days',
  last14days: 'Last 14 days',
  last30days: 'Last 30 days',
  thisMonth: 'This month',
  lastMonth: 'Last month',
  last3Months: 'Last 3 months',
  thisYear: 'This year',
  lastYear: 'Last year',
};

const DIMENSIONS: Readonly<Record<string, string>> = {
  '': 'As it fits',
  hour: 'Hours',
  day: 'Days',
  week: 'Weeks',
  month: 'Months',
  year: 'Years',
};

/** Under one name each: a story is a bot. */
const GROUPS = {
  '': 'Nothing',
  ...Object.fromEntries(Object.entries(GROUP_NAMES).filter(([name]) => name !== 'storyId')),
};

/** What the form has fields of; all else in the address is a page's own, and stays. */
const FIELDS: ReadonlySet<string> = new Set([
  'period',
  'from',
  'to',
  'timezone',
  'dimension',
  'group',
  'compare',
  'includeTest',
  ...FILTER_FIELDS.map(({ name }) => name),
]);

export interface ControlsProps {
  readonly view: View;
  /** What there is to be filtered by. */
  readonly known: StoredFilters;
}

export function Controls({ view, known }: ControlsProps) {
  const { query, timezone } = view;
  const hasRange = query.has('from') || query.has('to');
  const period = query.get('period') ?? (hasRange ? '' : 'last30days');
  return (
    <form method="get" class="controls" data-controls>
      <Choice name="period" label="Period" options={PERIODS} chosen={period} />
      <Field name="from" label="From" type="date" value={query.get('from')} />
      <Field name="to" label="To" type="date" value={query.get('to')} />
      <Field name="timezone" label="Time zone" type="text" value={timezone} />
      <Choice
        name="dimension"
        label="Buckets"
        options={DIMENSIONS}
        chosen={query.get('dimension')}
      />
      <Choice name="group" label="Split by" options={GROUPS} chosen={query.get('group')} />
      <details class="filters" {...(hasFilters(view) && { open: true })}>
        <summary>Filters</summary>
        <div>
          {FILTER_FIELDS.map(({ name, label }) => (
            <Filter name={name} label={label} values={known[name]} chosen={query.getAll(name)} />
          ))}
        </div>
      </details>
      <Box name="compare" value="previous" label="Compare with the period before" query={query} />
      <Box name="includeTest" value="true" label="Count test traffic" query={query} />
      {[...query]
        .filter(([name]) => !FIELDS.has(name))
        .map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
      <button type="submit">Show</button>
    </form>
  );
}

function hasFilters({ query }: View): boolean {
  return FILTER_FIELDS.some(({ name }) => query.has(name));
}

interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly type: 'date' | 'text';
  readonly value: string | null;
}

function Field({ name, label, type, value }: FieldProps) {
  // an instant is no date: it is kept as it is
  const shown =
    type === 'date' && value !== null && !/^\d{4}-\d\d-\d\d$/.test(value) ? 'text' : type;
  return (
    <p class="field">
      <label for={`c-${name}`}>{label}</label>
      <input id={`c-${name}`} name={name} type={shown} value={value ?? ''} autocomplete="off" />
    </p>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly options: Readonly<Record<string, string>>;
  readonly chosen: string | null;
}

function Choice({ name, label, options, chosen }: ChoiceProps) {
  return (
    <p class="field">
      <label for={`c-${name}`}>{label}</label>
      <select id={`c-${name}`} name={name}>
        {Object.entries(options).map(([value, text]) => (
          <option value={value} selected={value === (chosen ?? '')}>
            {text}
          </option>
        ))}
      </select>
    </p>
  );
}

interface FilterProps {
  readonly name: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly chosen: readonly string[];
}

function Filter({ name, label, values, chosen }: FilterProps) {
  const all = [...new Set([...values, ...chosen])];
  if (all.length < 2 && chosen.length === 0) return <></>;
  return (
    <fieldset class="filter">
      <legend>{label}</legend>
      {all.map((value) => (
        <label>
          <input type="checkbox" name={name} value={value} checked={chosen.includes(value)} />
          <bdi>{value}</bdi>
        </label>
      ))}
    </fieldset>
  );
}

interface BoxProps {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  readonly query: URLSearchParams;
}

function Box({ name, value, label, query }: BoxProps) {
  return (
    <p class="box">
      <label>
        <input type="checkbox" name={name} value={value} checked={query.get(name) === value} />{' '}
        {label}
      </label>
    </p>
  );
}
