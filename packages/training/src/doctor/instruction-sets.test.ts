import { expect, test } from 'vitest';
import { usedInstructionSets } from './instruction-sets.ts';

test('instruction sets are named that networks gain by, of x64 and of Arm, and no others', () => {
  const x64 =
    'processor\t: 0\nflags\t\t: fpu sse4_1 fma avx avx2 avx512f\n\nprocessor\t: 1\nflags\t\t: fpu\n';
  expect(usedInstructionSets(x64)).toEqual(['sse4_1', 'avx', 'avx2', 'fma', 'avx512f']);
  expect(usedInstructionSets('Features\t: fp asimd aes asimddp\n')).toEqual(['asimd', 'asimddp']);
});

test('a name that another begins with is not taken for it', () => {
  expect(usedInstructionSets('flags : avx512f\n')).toEqual(['avx512f']);
});

test('where no line names them, nothing is claimed', () => {
  expect(usedInstructionSets('model name : unknown\n')).toBeUndefined();
});
