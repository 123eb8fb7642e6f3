import { adam, adamW, type Optimizer, sgd } from '@ichor/compiler';
import { Rng } from '@ichor/ct';
import { expect, test } from 'vitest';
import { openUpdater, sharedFloats, type Values } from './updater.ts';

function startOf({ slots }: Optimizer): Values[] {
  const rng = Rng.of('updater');
  const drawn = (length: number) => sharedFloats(length).map(() => rng.uniform(-1, 1));
  return [700, 1, 0, 64].map((length) => {
    const [parameter, gradient] = [sharedFloats(length), sharedFloats(length)];
    parameter.set(drawn(length));
    gradient.set(drawn(length));
    return { parameter, gradient, slots: Array.from({ length: slots }, () => sharedFloats(length)) };
  });
}

test.each<Optimizer>([adam(), adamW({ weightDecay: 0.1 }), sgd({ momentum: 0.9, nesterov: true }), sgd()])(
  'any number of threads makes the same updates, bit for bit ($settings)',
  async (optimizer) => {
    const alone = startOf(optimizer);
    for (const step of [1, 2, 3])
      for (const { parameter, gradient, slots } of alone)
        optimizer.update(parameter, gradient, slots, { rate: 0.01, step });
    for (const threads of [1, 2, 3]) {
      const shared = startOf(optimizer);
      const updater = openUpdater(optimizer, shared, threads);
      for (const step of [1, 2, 3]) await updater.update({ rate: 0.01, step });
      await updater.close();
      expect(shared).toEqual(alone);
    }
  },
);

test('whichever thread fails, the update does', async () => {
  const [good, bad] = [startOf(adam()), startOf(sgd())];
  for (const values of [
    [...good, ...bad],
    [...bad, ...good],
  ]) {
    const updater = openUpdater(adam(), values, 2);
    await expect(updater.update({ rate: 0.01, step: 1 })).rejects.toThrow(/needs two slots/);
    await updater.close();
  }
});
