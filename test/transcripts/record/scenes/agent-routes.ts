/** Routes of the Agents SDK: what no route takes is never answered, and one route throws. */

import { AgentApplication, MemoryStorage } from '@microsoft/agents-hosting';
import { agentsBot } from '../channel.ts';
import { person } from '../person.ts';
import type { Scene } from '../scene.ts';

export const agentRoutes: Scene = {
  name: 'agent-routes',
  channel: 'directline',
  async play(log) {
    const app = new AgentApplication({ storage: new MemoryStorage() });
    app.onMessage('status', async (context) => {
      await context.sendActivity('All systems are up.');
    });
    app.onMessage(/^deploy (\w+)/i, async (context) => {
      await context.sendActivities([
        { type: 'typing' },
        { type: 'message', text: `Deploying ${context.activity.text?.slice(7)}…` },
      ] as never);
    });
    app.onMessage(/^logs? /i, () => Promise.reject(new TypeError('logs are not readable')));
    app.onMessage(/^(hi|hello)$/i, async (context) => {
      await context.sendActivity('Hello. I know: status, deploy <service>, log <service>.');
    });
    const bot = agentsBot(log, (context) => app.run(context));

    const vera = person(log, bot, { name: 'Vera' });
    await vera.joins();
    await vera.says('hello', 'recognized', 'told what it knows');
    await vera.says('status', 'recognized', 'told');
    await vera.says('restart the web shop', 'unrecognized', 'no answer');
    await vera.says('restart web', 'unrecognized', 'no answer');
    await vera.says('deploy web', 'recognized', 'deployed');
    await vera.says('log web', 'unrecognized', 'the bot breaks instead of an answer');
    await vera.says('STATUS', 'recognized', 'told');
    await vera.says('cool', 'unrecognized', 'no answer');

    const will = person(log, bot, { name: 'Will' });
    await will.joins();
    await will.says('hola', 'unrecognized', 'no answer');
    await will.says('hi', 'recognized', 'told what it knows');
    await will.says('Deploy billing', 'recognized', 'deployed');
    await will.says('is it done', 'unrecognized', 'no answer');
    await will.says('status', 'recognized', 'told');
    await will.says('👍', 'unrecognized', 'no answer');
    await will.sends(
      {
        attachments: [
          {
            contentType: 'text/plain',
            name: 'trace.log',
            contentUrl: 'https://files.example/trace.log',
          },
        ],
      },
      'unrecognized',
      'a file that nothing is done with: no answer',
    );
    await will.sends({ text: '' }, 'system', 'empty');
  },
};
