/** The schemas of reports with options of their own have to agree with the interfaces. */

import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';

import type {
  BusiestPeriodOptions,
  busiestPeriodSchema,
} from '../../src/report/questions/busiest-period.ts';
import type { ClicksOptions, clicksSchema } from '../../src/report/questions/clicks.ts';
import type {
  ConversationMessagesOptions,
  conversationMessagesSchema,
} from '../../src/report/questions/conversation-messages.ts';
import type {
  InteractionsOptions,
  interactionsSchema,
} from '../../src/report/questions/interactions.ts';
import type { TrafficOptions, trafficSchema } from '../../src/report/questions/traffic.ts';

type Mutable<T> = { -readonly [K in keyof T]: Writable<T[K]> };
type Writable<T> = T extends readonly (infer Item)[] ? Item[] : T;

test('a schema takes exactly the options that the interface documents', () => {
  expectTypeOf<z.input<typeof busiestPeriodSchema>>().toEqualTypeOf<
    Mutable<BusiestPeriodOptions>
  >();
  expectTypeOf<z.input<typeof clicksSchema>>().toEqualTypeOf<Mutable<ClicksOptions>>();
  expectTypeOf<z.input<typeof conversationMessagesSchema>>().toEqualTypeOf<
    Mutable<ConversationMessagesOptions>
  >();
  expectTypeOf<z.input<typeof interactionsSchema>>().toEqualTypeOf<Mutable<InteractionsOptions>>();
  expectTypeOf<z.input<typeof trafficSchema>>().toEqualTypeOf<Mutable<TrafficOptions>>();
});
