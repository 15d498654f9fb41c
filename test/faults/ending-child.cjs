/**
 * A bot that is told to end by SIGTERM. Its argument is JSON: `store`, `thread`, `turns` before the
 * end, `end` (`once`: closes; `all ways`: twice at once, with turns in between, and again; `unhandled`:
 * knows no SIGTERM), `endpoint` of Mixpanel, `hanging` for a destination of its own that never
 * answers, `stuck` for a recorder's thread that hangs from the end on, `timeoutMs` of `close()`. It says
 * `ready`, and what each `close()` answered. Nothing in it calls `process.exit()`.
 */

const { join } = require('node:path');
const threads = require('node:worker_threads');

const words = JSON.parse(process.argv[2]);
const { store, thread, turns, end, endpoint, hanging, stuck, timeoutMs } = words;

if (stuck) {
  const Own = threads.Worker;
  threads.Worker = class extends Own {
    constructor(file, options) {
      const argv = [file, 'STUCK', '60000'];
      super(join(__dirname, 'hanging-thread.cjs'), { ...options, env: threads.SHARE_ENV, argv });
    }
  };
}

const { createBotAnalytics, message, turn } = require('./small-bot.cjs');

const say = (word) => process.stdout.write(`${JSON.stringify(word)}\n`);

process.on('unhandledRejection', (reason) => {
  say({ unhandled: String(reason) });
  process.exitCode = 3;
});

const analytics = createBotAnalytics({
  store,
  thread,
  logger: { warn: () => undefined, error: () => undefined },
  ...(endpoint && { mixpanel: { token: 'token', active: true, endpoint } }),
  ...(hanging && {
    destinations: [{ name: 'desk', active: true, deliver: () => new Promise(() => undefined) }],
  }),
});

/** Stands for the server of the bot: as long as it is open the process lives. */
const server = setInterval(() => undefined, 60_000);

async function close() {
  say({ closed: await analytics.close({ timeoutMs }) });
}

const ENDS = {
  once: close,
  'all ways': async () => {
    const closing = [close(), close()];
    for (let n = 0; n < 20; n++) await turn(analytics, message(turns + n));
    await Promise.all(closing);
    await turn(analytics, message(turns + 20));
    await close();
  },
};

async function main() {
  if (end !== 'unhandled') {
    process.on('SIGTERM', () => {
      clearInterval(server);
      if (stuck) process.env.STUCK = 'hang';
      void ENDS[end]();
    });
  }
  if (endpoint || hanging) {
    // a delivery is under way when the end comes
    await turn(analytics, message(100_000));
    await analytics.flush();
  }
  for (let n = 0; n < turns; n++) await turn(analytics, message(n));
  if (end === 'unhandled') await analytics.flush();
  if (stuck) await analytics.flush();
  say('ready');
}

void main();
