/** Answers what only a store that is open can answer. */

import type { Store } from '../record/store.ts';
import { answerAccess } from './access-desk.ts';
import type { Aiming } from './aiming.ts';
import type { Crew } from './crew.ts';
import { answerDestinations } from './destination-desk.ts';
import { answerOutbox } from './outbox-desk.ts';
import type { AnswerTo, RecorderQuestion } from './protocol.ts';

/** What is asked of the store, and of those who work on it. */
export type StoreQuestion = Extract<
  RecorderQuestion,
  { readonly name: 'setProfile' | 'outbox' | 'erasure' | 'access' | 'destinations' | 'deriveKey' }
>;

export interface OpenStore {
  readonly store: Store;
  readonly crew: Crew | undefined;
  readonly aiming: Aiming;
}

/** @throws AnalyticsError if the store cannot do what it is asked for */
export async function answerFrom(
  { store, crew, aiming }: OpenStore,
  question: StoreQuestion,
): Promise<AnswerTo<RecorderQuestion>> {
  switch (question.name) {
    case 'setProfile':
      await store.setProfile(question.person, question.profile);
      return undefined;
    case 'outbox': {
      const answer = await answerOutbox(store, aiming.current(), question.question);
      crew?.dispatcher.wake();
      return answer;
    }
    case 'erasure':
      return crew?.erasing.answer(question.question);
    case 'access':
      return answerAccess(store.access, question.call);
    case 'destinations': {
      const status = () => crew?.dispatcher.status() ?? {};
      return answerDestinations({ store, aiming, status }, question.question);
    }
    case 'deriveKey':
      return store.deriveKey(question.purpose);
  }
}
