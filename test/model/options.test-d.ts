import { expectTypeOf, test } from 'vitest';
import type { AnalyticsOptions } from '../../src/model/options.ts';
import type { AcceptedOptions } from '../../src/model/options-schema.ts';

test('the documented options and the schema are the same, field by field', () => {
  expectTypeOf<keyof AcceptedOptions>().toEqualTypeOf<keyof AnalyticsOptions>();
  expectTypeOf<AnalyticsOptions>().toExtend<AcceptedOptions>();
  expectTypeOf<AcceptedOptions>().toExtend<AnalyticsOptions>();
});
