/** What an export wrote, for people. */

import type { ExportResult } from '../export/job.ts';
import { showCell } from './cells.ts';
import { flagOf, withFlags } from './report-options.ts';

/** Returns what was written, and which options did not go to all of the reports. */
export function exportedText({ files, rows, reports }: ExportResult): string {
  const options = new Set(reports.flatMap(({ leftOut }) => leftOut));
  const lines = [
    ...reports.flatMap(({ report, problem }) =>
      problem === undefined ? [] : [`${report} is not in it: ${withFlags(problem)}`],
    ),
    ...reports.flatMap(({ report, cut }) =>
      cut === undefined
        ? []
        : [`${report} is cut: ${showCell(cut, 'cut')} more rows are not in it`],
    ),
    ...[...options].map((option) => leftOutText(option, reports)),
    `${showCell(rows, 'rows')} ${rows === 1 ? 'row' : 'rows'} in ${files.join(', ')}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Names the reports that took an option, or those that did not if they are fewer. */
function leftOutText(option: string, reports: ExportResult['reports']): string {
  const namesOf = (took: boolean): readonly string[] =>
    reports.filter(({ leftOut }) => leftOut.includes(option) !== took).map(({ report }) => report);
  const [takers, others] = [namesOf(true), namesOf(false)];
  return takers.length <= others.length
    ? `${flagOf(option)} went to ${takers.join(', ')} only`
    : `${flagOf(option)} did not go to ${others.join(', ')}`;
}
