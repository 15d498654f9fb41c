/** What the bot's code may have done with the store besides reports: look after the outbox, forget a user, make a copy. */

import { AnalyticsError } from '../model/errors.ts';
import type { Access } from '../record/access.ts';
import type { AudiencePerson } from '../record/audience.ts';
import type { Recount } from '../record/maintenance.ts';
import type { BackupResult } from '../record/store.ts';
import { accessThrough } from './access-desk.ts';
import type { AccessAnswer } from './access-desk.ts';
import type { DestinationAnswer, DestinationQuestion } from './destination-desk.ts';
import type { DestinationErasure, Erased } from './erasure-desk.ts';
import type { OutboxAnswer, OutboxQuestion } from './outbox-desk.ts';
import { persistently } from './persistently.ts';
import type { Profiles } from './profiles.ts';
import type { RecorderLink } from './recorder-link.ts';
import type { RecountSpan } from './recount-options.ts';
import type { Reporter } from './reporter.ts';
import type { Sender } from './sender.ts';
import { within } from './within.ts';

export interface CaretakingDeps {
  readonly link: Pick<RecorderLink, 'ask'>;
  readonly reporter: Pick<Reporter, 'backup' | 'recount'>;
  /** What is said about users, in order: nothing from before brings one back. */
  readonly keeping: Pick<Profiles, 'forget'>;
  readonly sending: Pick<Sender, 'flushed'>;
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
  /** Who may look. What is asked again, as nobody has heard the answer, lets nobody in twice. */
  readonly access: Access;
  /** @throws AnalyticsError `INVALID_OPTIONS`, `STORE_UNAVAILABLE` */
  destinations(question: DestinationQuestion): Promise<DestinationAnswer>;
  /** @throws AnalyticsError `STORE_UNAVAILABLE` */
  deriveKey(purpose: string): Promise<string>;
  /** @throws AnalyticsError `BACKUP_FAILED`, `BACKUP_UNSUPPORTED`, `STORE_…` */
  backup(file: string): Promise<BackupResult>;
  /** @throws AnalyticsError `STORE_…`, `CLOSED` */
  recount(span: RecountSpan): Promise<Recount>;
}

/** Longest wait for a store that is being opened, and for one that is locked. */
const OPENING_MS = 10_000;
const PATIENCE_MS = 10_000;

/** Questions that are asked again while the store is locked or the recorder is started anew. */
type Patient = 'erasure' | 'access' | 'destinations' | 'deriveKey';

export function caretaking(deps: CaretakingDeps): Caretaking {
  const { link, reporter, keeping, sending, opened } = deps;
  const ask = async <Answer>(
    question: Parameters<typeof link.ask>[0] & { readonly name: Patient },
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
    access: accessThrough((call) => ask<AccessAnswer>({ name: 'access', call })),
    async destinations(question) {
      // what happened until now is for those who were active
      if (question.type === 'set') await within(PATIENCE_MS, sending.flushed());
      return ask({ name: 'destinations', question });
    },
    deriveKey: (purpose) => ask({ name: 'deriveKey', purpose }),
    erasures: () => ask({ name: 'erasure', question: { type: 'list' } }),
    backup: (file) => reporter.backup(file),
    recount: (span) => reporter.recount(span),
  };
}
