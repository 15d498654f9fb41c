/** `--json`, `--csv`, `--xlsx` and `--out`. */

import type { Command } from 'commander';
import { Option } from 'commander';

import type { ExportFormat } from '../export/job.ts';
import { EXPORT_FORMATS } from '../export/job.ts';

/** What the formats are for, and the file. */
export interface FormatWords {
  readonly formats: Readonly<Record<ExportFormat, string>>;
  readonly out: string;
}

interface Given extends Partial<Record<ExportFormat, true>> {
  readonly out?: string;
}

const TITLE = 'Output:';

/** Adds the flags to a command. */
export function withFormats(command: Command, { formats, out }: FormatWords): Command {
  for (const format of EXPORT_FORMATS) {
    const others = EXPORT_FORMATS.filter((other) => other !== format);
    const flag = new Option(`--${format}`, formats[format]).conflicts([...others]);
    command.addOption(flag.helpGroup(TITLE));
  }
  return command.addOption(new Option('--out <path>', out).helpGroup(TITLE));
}

/** Returns the format and the file that were given. */
export function formatOf(command: Command): {
  readonly format?: ExportFormat | undefined;
  readonly out?: string | undefined;
} {
  const given = command.opts<Given>();
  return { format: EXPORT_FORMATS.find((format) => given[format]), out: given.out };
}
