/**
 * A bot that only forwards what others have recorded, until it is killed. Plain JavaScript: fifty of
 * them are started in a row.
 *
 * Arguments: store, address of a GA4 collector, of a Mixpanel collector, `retry` or `drop`.
 */

const { createBotAnalytics } = require('botbuilder-analytics');

const [store, ga4, mixpanel, onAmbiguous] = process.argv.slice(2);

const analytics = createBotAnalytics({
  store,
  googleAnalytics: {
    trackingId: 'G-1',
    apiSecret: 's',
    active: true,
    endpoint: ga4,
    onAmbiguous,
  },
  mixpanel: { token: 't', active: true, endpoint: mixpanel, profiles: false },
  logger: { warn() {}, error() {} },
});

void analytics.flush({ deliver: true, timeoutMs: 60_000 });
process.send?.('ready');
