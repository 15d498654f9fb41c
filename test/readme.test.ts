import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OPTION_NAMES } from '../src/cli/report-options.ts';
import { REMEDY } from '../src/model/errors.ts';
import { optionsSchema } from '../src/model/options-schema.ts';
import { REPORT_NAMES } from '../src/report/registry.ts';

const readme = readFileSync('README.md', 'utf8');

test.for(Object.keys(REMEDY))('the README explains the error %s', (code) => {
  expect(readme).toContain(`\`${code}\``);
});

test.for(Object.keys(optionsSchema.shape))('the README explains the option %s', (name) => {
  expect(readme).toContain(`| \`${name}\``);
});

test.for([...REPORT_NAMES])('the README lists the report %s', (name) => {
  expect(readme).toContain(`| \`${name}\``);
});

test.for(OPTION_NAMES)('the README explains the option %s of reports', (name) => {
  const [, section = ''] = /^### Options of reports$([^]*?)^### /m.exec(readme) ?? [];

  expect(section).toContain(`\`${name}\``);
});
