/** Names of reports in addresses: `/reports/busiestPeriod` and `/reports/busiest-period` are one. */

import type { ReportName } from '../../report/registry.ts';
import { checkName } from '../../report/run.ts';

/** @throws AnalyticsError `UNKNOWN_REPORT` */
export function reportNamed(text: string): ReportName {
  return checkName(text.trim().replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()));
}
