/** What somebody has to do where a destination cannot be asked to erase a user. */

/** Says it in a sentence; `ids` are those that stand beside it. */
export function byHand(key: string): string {
  const [name = key] = key.split('#', 1);
  return BY_HAND[name] ?? CUSTOM;
}

const MIXPANEL =
  'Set `mixpanel.gdprToken` and restart the bot, which asks then; or have these distinct ids deleted at Mixpanel (Profile & Preferences > Data & Privacy)';

const BY_HAND: Readonly<Record<string, string>> = {
  mixpanel: MIXPANEL,
  mixpanel_profiles: MIXPANEL,
  ga4: 'Delete these users in Google Analytics: in Explore > User explorer, by client id or user id, or by its User Deletion API (userDeletionRequests:upsert with id.type CLIENT_ID or USER_ID, id.userId and the propertyId)',
  ua: 'Delete what the collector has stored under these ids: the protocol has no way to ask for it',
};

const CUSTOM =
  'Give the destination a function `forget` and restart the bot, which asks then; or delete what it holds under these ids';
