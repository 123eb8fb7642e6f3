import { inputSpecification, networkInput } from '@ichor/ct';
import { expect, test } from 'vitest';
import { evaluationBatches } from './evaluation-batches.ts';
import { noisyPrepared } from './testing.ts';

const prepared = noisyPrepared(7, inputSpecification(32));
const rows = [6, 0, 3, 3, 5];

test('evaluation batches equal networkInput byte for byte, in the order of the rows, the last one smaller', () => {
  const batches = [...evaluationBatches(prepared, rows, 2)];
  expect(batches.map((batch) => [...batch.rows])).toEqual([[6, 0], [3, 3], [5]]);
  const bytes = Buffer.concat(batches.map(({ images }) => Buffer.from(images.buffer)));
  expect(bytes).toEqual(Buffer.from(networkInput(prepared, prepared.specification, rows).buffer));
});

test('mirrored, every line is reversed', () => {
  const [plain] = evaluationBatches(prepared, rows, 5);
  const [mirrored] = evaluationBatches(prepared, rows, 5, { mirrored: true });
  for (let line = 0; line < plain!.images.length; line += 32)
    expect([...mirrored!.images.subarray(line, line + 32)]).toEqual(
      [...plain!.images.subarray(line, line + 32)].reverse(),
    );
});
