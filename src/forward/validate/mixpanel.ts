/**
 * Mixpanel: a strict import of no events says whether the credentials are taken, and counts nothing.
 *
 * https://docs.mixpanel.com/reference/import-events
 */

import type { PayloadShape } from '../../model/payload-shape.ts';
import type { MixpanelSettings } from '../../model/settings.ts';
import { readAnswer } from '../destinations/mixpanel-answer.ts';
import { mixpanel, mixpanelSecrets, mixpanelTarget } from '../destinations/mixpanel.ts';
import { hostOf } from '../destinations/verdict.ts';
import type { Verdict } from '../destination.ts';
import { checkOf, told } from './check.ts';
import type { Conclusion, ValidationCheck } from './check.ts';
import { fitting } from './fitting.ts';
import { sampleEvents } from '../sample-events.ts';
import { sharing, telling, wiring } from './target.ts';
import type { CheckDeps, Target } from './target.ts';

/**
 * Asks with the real credentials.
 * @param profiles shape of the profiles of users, if these are kept up to date as well
 */
export async function checkMixpanel(
  { settings, shape }: Target<MixpanelSettings>,
  profiles: PayloadShape | undefined,
  { deliver, now }: CheckDeps,
): Promise<ValidationCheck> {
  const host = hostOf(settings.endpoint);
  const encoded = mixpanel(settings, 'samples').encode(sampleEvents(shape, now), now);
  const answer = await deliver({ ...mixpanelTarget(settings, '/import'), body: '[]' });
  const secrets = mixpanelSecrets(settings);
  const verdict = readAnswer({ events: [] }, answer, { host, secrets });
  const isRefused = 'status' in answer && (answer.status === 401 || answer.status === 403);
  return checkOf(settings.name, [
    told(
      wiring(settings, `to ${host}${residencyOf(host)}`),
      ...sharing(shape),
      ...merging(shape.idMerge),
      shape.naming === 'snake'
        ? 'events are called like message_received'
        : 'events are called like “Message Received”',
      ...(profiles
        ? ['user profiles are kept up to date as well', ...telling(profiles)]
        : ['user profiles are not touched']),
    ),
    ...fitting(encoded),
    isRefused ? refused(settings, host) : conclude(verdict, settings, host),
  ]);
}

/** Where data stays, by the hosts of Mixpanel. */
const RESIDENCIES: Readonly<Record<string, string>> = {
  'api.mixpanel.com': 'the US',
  'api-eu.mixpanel.com': 'the EU',
  'api-in.mixpanel.com': 'India',
};

function residencyOf(host: string): string {
  const { [host]: residency } = RESIDENCIES;
  return residency === undefined ? '' : `: data residency of the project must be ${residency}`;
}

function merging(idMerge: 'simplified' | 'original' = 'simplified'): readonly string[] {
  const name = idMerge === 'original' ? 'Original' : 'Simplified';
  return [
    `the project must join users by ${name} ID Merge (Project Settings > Identity Merge): nobody can be asked whether it does`,
  ];
}

function credentials({ serviceAccount }: MixpanelSettings): string {
  return serviceAccount
    ? `the service account, for project ${serviceAccount.projectId}`
    : 'the token';
}

function refused(settings: MixpanelSettings, host: string): Conclusion {
  const remedy = settings.serviceAccount
    ? 'check its name, its secret, its role (Owner or Admin), the project id and the region'
    : 'check the token (Project Settings > Overview) and the region';
  return {
    status: 'failed',
    findings: [`${host} does not take ${credentials(settings)}: ${remedy}`],
  };
}

function conclude(verdict: Verdict, settings: MixpanelSettings, host: string): Conclusion {
  switch (verdict.outcome) {
    case 'delivered':
      return told(`${host} takes ${credentials(settings)}`);
    case 'split': {
      const words = verdict.detail ? `: ${verdict.detail}` : '';
      const finding = `${host} refused an empty batch${words}; whether it takes ${credentials(settings)} is not known`;
      return { status: 'warning', findings: [finding] };
    }
    default:
      return { status: 'failed', findings: [verdict.problem] };
  }
}
