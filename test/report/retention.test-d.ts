/** The schemas of `responseTimes` and `retention` have to agree with the interfaces. */

import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';

import type {
  ResponseTimesOptions,
  responseTimesSchema,
} from '../../src/report/questions/response-times.ts';
import type { RetentionOptions, retentionSchema } from '../../src/report/questions/retention.ts';

type Mutable<T> = { -readonly [K in keyof T]: Writable<T[K]> };
type Writable<T> = T extends readonly (infer Item)[] ? Item[] : T;

test('a schema takes exactly the options that the interface documents', () => {
  expectTypeOf<z.input<typeof responseTimesSchema>>().toEqualTypeOf<
    Mutable<ResponseTimesOptions>
  >();
  expectTypeOf<z.input<typeof retentionSchema>>().toEqualTypeOf<Mutable<RetentionOptions>>();
});
