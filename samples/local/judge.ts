/**
 * The published limits of GA4, Mixpanel and Universal Analytics, written from the vendors' pages and
 * not from our encoders, so that the one can be held against the other.
 */

export { judgeGa4 } from './judge/ga4.ts';
export { judgeMixpanelEvents } from './judge/mixpanel-events.ts';
export { judgeMixpanelProfiles } from './judge/mixpanel-profiles.ts';
export { judgeUa } from './judge/ua.ts';
