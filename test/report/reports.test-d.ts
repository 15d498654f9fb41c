/** The typed query helper, and the schemas that have to agree with it. */

import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';

import type { ConversationsReport } from '../../src/report/questions/conversations.ts';
import type {
  SeriesOptions,
  seriesSchema,
  SessionSeriesOptions,
  sessionSeriesSchema,
} from '../../src/report/options.ts';
import type { Reports } from '../../src/report/reports.ts';
import type { SessionsOptions, sessionsSchema } from '../../src/report/questions/sessions.ts';
import type { GroupedUsersReport, UsersReport } from '../../src/report/questions/users.ts';

type Mutable<T> = { -readonly [K in keyof T]: Writable<T[K]> };
type Writable<T> = T extends readonly (infer Item)[] ? Item[] : T;

declare const reports: Reports;

test('a schema takes exactly the options that the interface documents', () => {
  expectTypeOf<z.input<typeof seriesSchema>>().toEqualTypeOf<Mutable<SeriesOptions>>();
  expectTypeOf<z.input<typeof sessionSeriesSchema>>().toEqualTypeOf<
    Mutable<SessionSeriesOptions>
  >();
  expectTypeOf<z.input<typeof sessionsSchema>>().toEqualTypeOf<Mutable<SessionsOptions>>();
});

test('with group the answer has groups, without it data', () => {
  expectTypeOf(reports.users()).resolves.toEqualTypeOf<UsersReport>();
  expectTypeOf(reports.users({ period: 'today' })).resolves.toEqualTypeOf<UsersReport>();
  expectTypeOf(reports.users({ group: 'source' })).resolves.toEqualTypeOf<GroupedUsersReport>();
  expectTypeOf(reports.users({} as SeriesOptions)).resolves.toEqualTypeOf<
    UsersReport | GroupedUsersReport
  >();
  expectTypeOf(reports.conversations({})).resolves.toEqualTypeOf<ConversationsReport>();
});

test('misspelt options do not compile', () => {
  // @ts-expect-error timezone
  void reports.users({ timezon: 'UTC' });
  // @ts-expect-error no such period
  void reports.users({ period: 'lastWeek' });
  // @ts-expect-error dialog is a filter of sessions
  void reports.users({ dialog: 'checkout' });
});
