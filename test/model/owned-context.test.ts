/** Each owner finds its own value, as if the others were not there. */

import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

import { ownedContext } from '../../src/model/owned-context.ts';

const [ANNA, BERT] = [{}, {}];

test('nobody has a value outside', () => {
  const context = ownedContext<string>();
  context.run(context.with(ANNA, 'a'), () => undefined);

  expect(context.get(ANNA)).toBeUndefined();
});

test('what is run within another’s has both, and outside of it the one again', async () => {
  const context = ownedContext<string>();
  const both = () => [context.get(ANNA), context.get(BERT)];
  const seen = await context.run(context.with(ANNA, 'a'), async () => {
    const within = await context.run(context.with(BERT, 'b'), async () => {
      await sleep(1);
      return both();
    });
    return [within, both()];
  });

  expect(seen).toEqual([
    ['a', 'b'],
    ['a', undefined],
  ]);
});

test('the latest value of an owner counts, and the other’s stays', () => {
  const context = ownedContext<string>();
  const seen = context.run(context.with(ANNA, 'a1'), () =>
    context.run(context.with(BERT, 'b'), () =>
      context.run(context.with(ANNA, 'a2'), () => [context.get(ANNA), context.get(BERT)]),
    ),
  );

  expect(seen).toEqual(['a2', 'b']);
});

test('code that calls itself on and on keeps only the last of its values', async () => {
  setFlagsFromString('--expose-gc');
  const context = ownedContext<WeakKey>();
  const values: WeakRef<WeakKey>[] = [];
  const left = await new Promise<number>((resolve) => {
    const again = async (n: number): Promise<void> => {
      await sleep(1);
      const value = { n };
      values.push(new WeakRef(value));
      if (n > 0)
        return context.run(
          context.with(ANNA, value),
          () => void setImmediate(() => void again(n - 1)),
        );
      (runInNewContext('gc') as () => void)();
      resolve(values.filter((each) => each.deref()).length);
    };
    void again(20);
  });

  expect(left).toBeLessThan(5);
});

test('disabled, it holds nothing', () => {
  const context = ownedContext<string>();
  const seen = context.run(context.with(ANNA, 'a'), () => {
    context.disable();
    return context.get(ANNA);
  });

  expect(seen).toBeUndefined();
});
