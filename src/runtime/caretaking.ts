/** What the bot's code may have done with the store besides reports: look after the outbox, forget a user, make a copy. */

import { AnalyticsError } from '../model/errors.ts';
import type { AudiencePerson } from '../record/audience.ts';
import type { Recount } from '../record/maintenance.ts';
import type { BackupResult } from '../record/store.ts';
import type { DestinationErasure, Erased } from './erasure-desk.ts';
import type { OutboxAnswer, OutboxQuestion } from './outbox-desk.ts';
import { persistently } from './persistently.ts';
import type { Profiles } from './profiles.ts';
import type { RecorderLink } from './recorder-link.ts';
import type { RecountSpan } from './recount-options.ts';
import type { Reporter } from './reporter.ts';
import { within } from './within.ts';

export interface CaretakingDeps {
  readonly link: Pick<RecorderLink, 'ask'>;
  readonly reporter: Pick<Reporter, 'backup' | 'recount'>;
  /** What is said about users, in order: nothing from before brings one back. */
  readonly keeping: Pick<Profiles, 'forget'>;
  /** Settles when the store was opened, or could not be, for the first time. */
  readonly opened: Promise<void>;
}

export interface Caretaking {
  /** @throws AnalyticsError what the store says, or `STORE_UNAVAILABLE` while there is no recorder */
  outbox(question: OutboxQuestion): Promise<OutboxAnswer>;
  /** @throws AnalyticsError `STORE_UNAVAILABLE`, `CLOSED` */
  forget(person: AudiencePerson): Promise<Erased>;
  /** @throws AnalyticsError `STORE_UNAVAILABLE` */
  erasures(): Promise<readonly DestinationErasure[]>;
  /** @throws AnalyticsError `BACKUP_FAILED`, `BACKUP_UNSUPPORTED`, `STORE_…` */
  backup(file: string): Promise<BackupResult>;
  /** @throws AnalyticsError `STORE_…`, `CLOSED` */
  recount(span: RecountSpan): Promise<Recount>;
}

/** Longest wait for a store that is being opened, and for one that is locked. */
const OPENING_MS = 10_000;
const PATIENCE_MS = 10_000;

export function caretaking({ link, reporter, keeping, opened }: CaretakingDeps): Caretaking {
  const ask = async <Answer>(
    question: Parameters<typeof link.ask>[0] & { readonly name: 'erasure' },
  ): Promise<Answer> => {
    await within(OPENING_MS, opened);
    return persistently(async () => (await link.ask(question)) as Answer, {
      until: performance.now() + PATIENCE_MS,
      problem: 'the recorder cannot be asked',
    });
  };
  return {
    async outbox(question) {
      await within(OPENING_MS, opened);
      try {
        return await link.ask({ name: 'outbox', question });
      } catch (cause) {
        if (AnalyticsError.is(cause)) throw cause;
        throw new AnalyticsError('STORE_UNAVAILABLE', 'the recorder cannot be asked', { cause });
      }
    },
    async forget(person) {
      const erased = await keeping.forget(person);
      const scrubbed = await ask<Erased['scrubbed']>({
        name: 'erasure',
        question: { type: 'scrub' },
      });
      return { ...erased, scrubbed };
    },
    erasures: () => ask({ name: 'erasure', question: { type: 'list' } }),
    backup: (file) => reporter.backup(file),
    recount: (span) => reporter.recount(span),
  };
}
