/** Runs what is measured in a process of its own: what one library does to a process hits no other. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';

/** Starts a script of this folder, which gets one argument, as JSON. */
export function startChild(script: string, task: unknown): ChildProcess {
  return fork(join(__dirname, script), [JSON.stringify(task)], {
    execArgv: script.endsWith('.ts') ? ['--import', 'tsx'] : [],
    // Application Insights tells its maker how it is used, unless this says no
    env: { ...process.env, APPLICATION_INSIGHTS_NO_STATSBEAT: '1' },
  });
}

/** Runs a script to its end, and answers the one message that it sends. */
export async function askChild<Answer>(script: string, task: unknown): Promise<Answer> {
  const child = startChild(script, task);
  const ended = once(child, 'exit');
  const answer = await Promise.race([once(child, 'message'), ended.then(() => undefined)]);
  if (!answer) throw new Error(`${script} ended without an answer`);
  await ended;
  return answer[0] as Answer;
}

/** What a child was asked, within it. */
export function givenTask<Task>(): Task {
  return JSON.parse(process.argv[2] ?? '{}') as Task;
}

/** Answers, and ends, whatever a library still has running. */
export function tellAnswer(answer: unknown): void {
  process.send?.(answer, () => process.exit(0));
}
