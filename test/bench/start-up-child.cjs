/**
 * Measures how long it takes in a fresh process until the first turn, or event, can be taken: loading
 * the package, setting it up, the first one. Plain JavaScript, so that nothing is compiled before it.
 */

const { createRequire } = require('node:module');
const { join } = require('node:path');

const { subject, folder, collector } = JSON.parse(process.argv[2]);

const requirePeer = createRequire(join(__dirname, 'peers', 'package.json'));

const SUBJECTS = {
  ours: async () => {
    const { createBotAnalytics } = require('botbuilder-analytics');
    const analytics = createBotAnalytics({ store: join(folder, 'turns.db') });
    await analytics.middleware.onTurn(contextOf(), () => Promise.resolve());
  },
  'application insights': async () => {
    const insights = requirePeer('applicationinsights');
    const key = '00000000-0000-0000-0000-000000000000';
    insights.setup(`InstrumentationKey=${key};IngestionEndpoint=${collector}`).start();
    insights.defaultClient.trackEvent({ name: 'message' });
  },
  mixpanel: async () => {
    const [protocol, host] = collector.split('://');
    const mixpanel = require('mixpanel').init('token', { host, protocol });
    mixpanel.track('message', { distinct_id: 'user' });
  },
  posthog: async () => {
    const { PostHog } = requirePeer('posthog-node');
    new PostHog('key', { host: collector }).capture({ distinctId: 'user', event: 'message' });
  },
};

function contextOf() {
  return {
    activity: {
      type: 'message',
      id: 'm1',
      channelId: 'webchat',
      from: { id: 'user' },
      recipient: { id: 'bot' },
      conversation: { id: 'conversation' },
      text: 'hello',
      timestamp: new Date(),
    },
    turnState: new Map(),
    onSendActivities: () => undefined,
    onUpdateActivity: () => undefined,
    onDeleteActivity: () => undefined,
  };
}

async function main() {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await SUBJECTS[subject]();
  const wall = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  process.send({ wall, cpu: (user + system) / 1_000 }, () => process.exit(0));
}

void main();
