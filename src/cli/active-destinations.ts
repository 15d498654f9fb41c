/** Which destinations the environment switches on: the command line does not see the bot's code. */

const TRUE = /^(true|1|yes|on)$/i;

/** Returns the names of the destinations that `BOT_ANALYTICS_…_ACTIVE` switches on. */
export function activeDestinations(
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const isOn = (name: string): boolean => TRUE.test(env[`BOT_ANALYTICS_${name}_ACTIVE`] ?? '');
  const trackingId = env['BOT_ANALYTICS_GA_TRACKING_ID'] ?? '';
  return [
    ...(isOn('GA') && trackingId !== '' ? [trackingId.startsWith('UA-') ? 'ua' : 'ga4'] : []),
    ...(isOn('MIXPANEL') && env['BOT_ANALYTICS_MIXPANEL_TOKEN'] ? ['mixpanel'] : []),
  ];
}
