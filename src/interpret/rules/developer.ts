import type { Classification, Evidence } from './rule.ts';

/** The bot's own code knows best. */
export function developer({ verdict }: Pick<Evidence, 'verdict'>): Classification | undefined {
  if (!verdict) return undefined;
  if (verdict.class === 'unrecognized') {
    return {
      class: 'unrecognized',
      reason: verdict.reason ?? 'developer',
      confidence: 'certain',
    };
  }
  return { ...verdict, reason: 'developer', confidence: 'certain' };
}
