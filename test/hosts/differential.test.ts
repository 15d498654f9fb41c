/**
 * What the bot answers, what its channel gets and what its own code sees is the same with and
 * without the middleware, whatever fails inside it.
 */

import { describe, expect, test, vi } from 'vitest';

import { SDKS } from '../support/bots.ts';
import { collectingCapture } from '../support/capture.ts';
import { SCRIPTS, playScript } from './turns.ts';
import type { SceneOutcome } from './turns.ts';

const broken = (): never => {
  throw new Error('broken');
};

/** Errors are written to the console by the SDKs. */
vi.spyOn(console, 'error').mockImplementation(() => undefined);

/** Ports, and the ids and times that the SDKs make up, differ from run to run. */
function normalised(outcome: SceneOutcome): string {
  return JSON.stringify(outcome, (_key, value: unknown) =>
    value instanceof Error ? `${value.name}: ${value.message}` : value,
  )
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/gu, '<channel>')
    .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gu, '<uuid>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/gu, '<time>');
}

describe.each(SDKS)('%s', (sdk) => {
  test.concurrent.for(SCRIPTS)('$name', { timeout: 60_000 }, async (script) => {
    const watching = collectingCapture();
    const failing = collectingCapture({
      clock: broken,
      sink: broken,
      dropped: broken,
      notice: broken,
      onError: broken,
      isTest: broken,
      identify: broken,
    });
    const [plain, watched, survived] = await Promise.all([
      playScript(sdk, script, []),
      playScript(sdk, script, [watching.middleware, watching.middleware]),
      playScript(sdk, script, [failing.middleware]),
    ]);

    expect(normalised(watched)).toBe(normalised(plain));
    expect(normalised(survived)).toBe(normalised(plain));
    expect(watching.dropped).toEqual({});
    expect(watching.captured.length).toBeGreaterThan(0);
  });

  test('the error that reaches onTurnError is the object that the bot threw', async () => {
    const script = SCRIPTS.find(({ name }) => name.startsWith('the bot throws, the handler'))!;
    const { notes } = await playScript(sdk, script, [collectingCapture().middleware]);

    expect(notes[1]).toBeInstanceOf(Error);
    expect(notes[2]).toBe(notes[1]);
  });
});
