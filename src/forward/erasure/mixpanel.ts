/**
 * Asks Mixpanel to erase somebody, and looks until it has:
 * https://docs.mixpanel.com/reference/gdpr-api
 *
 * It deletes events and profiles alike, which may take up to 30 days.
 */

import type { MixpanelSettings } from '../../model/settings.ts';
import { present } from '../../model/present.ts';
import type { ErasureJob } from '../../record/erasure.ts';
import type { Answer, Deliver, DeliveryRequest } from '../delivery.ts';
import { hostOf } from '../destinations/verdict.ts';
import type { AskErasure, ErasureAnswer } from './asking.ts';

/** Published once as 2,000 and once as 1,999. */
const IDS_PER_REQUEST = 1_999;

const PATH = '/api/app/data-deletions/v3.0/';

/** Makes what asks Mixpanel; `undefined` without the token of somebody who may ask. */
export function mixpanelErasure(
  settings: MixpanelSettings,
  deliver: Deliver,
): AskErasure | undefined {
  const { gdpr, token } = settings;
  if (!gdpr) return undefined;
  const host = hostOf(gdpr.endpoint);
  const query = new URLSearchParams({ token }).toString();
  const headers = { authorization: `Bearer ${gdpr.token}`, 'content-type': 'application/json' };
  const asking = (ids: readonly string[]): DeliveryRequest => ({
    url: `${gdpr.endpoint}${PATH}?${query}`,
    headers,
    body: JSON.stringify({ distinct_ids: ids, compliance_type: 'GDPR' }),
  });
  const looking = (task: string): DeliveryRequest => ({
    url: `${gdpr.endpoint}${PATH}${encodeURIComponent(task)}?${query}`,
    headers,
    method: 'GET',
    body: '',
  });
  return async (job, signal) => {
    const parts = partsOf(job);
    const next = parts[job.tasks.length];
    if (next) {
      const answer = await deliver(asking(next), { signal });
      return begun(answer, { host, isLast: job.tasks.length === parts.length - 1 });
    }
    for (const task of job.tasks) {
      const state = stateOf(await deliver(looking(task), { signal }), host);
      if (state.outcome !== 'done') return state;
    }
    return { outcome: 'done' };
  };
}

/** The ids of each request. */
function partsOf({ ids = {} }: ErasureJob): readonly (readonly string[])[] {
  const all = ids['distinctIds'] ?? [];
  const count = Math.ceil(all.length / IDS_PER_REQUEST);
  return Array.from({ length: count }, (_, i) =>
    all.slice(i * IDS_PER_REQUEST, (i + 1) * IDS_PER_REQUEST),
  );
}

function begun(
  answer: Answer,
  { host, isLast }: { readonly host: string; readonly isLast: boolean },
): ErasureAnswer {
  const failure = failureOf(answer, host);
  if (failure) return failure;
  const task = taskIn(resultsOf(answer));
  if (task !== undefined) return { outcome: 'asked', task, isLast };
  return { outcome: 'retry', problem: `${host} took the request and named no task` };
}

/** Documented as a list of tasks, and seen as a single one. */
function taskIn(results: unknown): string | undefined {
  const [first] = [results].flat();
  const { tracking_id: tracking, task_id: id } = Object(first) as Record<string, unknown>;
  const task = tracking ?? id;
  return typeof task === 'string' || typeof task === 'number' ? String(task) : undefined;
}

function stateOf(answer: Answer, host: string): ErasureAnswer {
  const failure = failureOf(answer, host);
  if (failure) return failure;
  const { status } = Object(resultsOf(answer)) as { readonly status?: unknown };
  switch (status) {
    case 'SUCCESS':
      return { outcome: 'done' };
    case 'PENDING':
    case 'STAGING':
    case 'STARTED':
      return { outcome: 'running' };
    case 'FAILURE':
      return { outcome: 'refused', problem: `${host} could not delete them` };
    case 'REVOKED':
      return { outcome: 'refused', problem: `somebody has cancelled the deletion at ${host}` };
    default:
      return { outcome: 'retry', problem: `${host} does not know its task just now` };
  }
}

function resultsOf(answer: Answer): unknown {
  try {
    const body = JSON.parse('body' in answer ? answer.body : 'null') as unknown;
    return (Object(body) as { readonly results?: unknown }).results;
  } catch {
    return undefined;
  }
}

/** Nothing of its words is repeated: they may hold what was asked. */
function failureOf(answer: Answer, host: string): ErasureAnswer | undefined {
  if ('error' in answer) {
    const problem = `${host} gave no answer (${answer.code})`;
    return { outcome: answer.error === 'redirect' ? 'refused' : 'retry', problem };
  }
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return undefined;
  const problem = `${host} answered ${status}`;
  if (status === 429 || status >= 500) {
    return { outcome: 'retry', problem, ...present({ afterMs: retryAfterMs }) };
  }
  const why = status === 401 || status === 403 ? ': it does not take the token `gdprToken`' : '';
  return { outcome: 'refused', problem: `${problem}${why}` };
}
