/**
 * A recorder of a process of its own, which only forwards what others have recorded, until it is
 * killed. Plain JavaScript and no more of the package than it needs: many of them are started.
 *
 * Arguments: store, address of a GA4 collector, of a Mixpanel collector, `retry` or `drop`.
 */

const { resolveOptions } = require('../../dist/model/resolve.js');
const { recorder } = require('../../dist/runtime/recorder.js');

const [path, ga4, mixpanel, onAmbiguous] = process.argv.slice(2);

const { recorder: settings } = resolveOptions({
  store: path,
  googleAnalytics: {
    trackingId: 'G-1',
    apiSecret: 's',
    active: true,
    endpoint: ga4,
    onAmbiguous,
  },
  mixpanel: { token: 't', active: true, endpoint: mixpanel, profiles: false },
});

const forwarding = recorder({
  settings,
  writer: `child-${process.pid}`,
  now: Date.now,
  isStopping: () => false,
  tell: () => undefined,
});

void forwarding.open().then(() => process.send?.('ready'));
setInterval(() => undefined, 60_000);
