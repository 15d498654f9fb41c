import { readdirSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import type { ICruiseResult } from 'dependency-cruiser';
import extractConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { expect, test } from 'vitest';

test('every file of src obeys the import rules', async () => {
  const { options, ...ruleSet } = await extractConfig('./.dependency-cruiser.cjs');
  const { output } = await cruise(
    ['src'],
    { ...options, ruleSet: ruleSet as never, validate: true },
    undefined,
    { tsConfig: extractTSConfig('./tsconfig.json') },
  );
  const { summary, modules } = output as ICruiseResult;
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name.endsWith('.ts'));
  const seen = modules.filter(({ source }) => source.startsWith('src/'));

  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual(
    [],
  );
  // a parser that understands nothing reports success as well
  expect(seen).toHaveLength(files.length);
});
