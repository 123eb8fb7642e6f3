import { type DicomHeaderFields, namesAgent } from '@ichor/ct';
import { describeStack } from './describe-stack.ts';
import type { Note } from './notes.ts';
import { describeOthers } from './other-images.ts';
import type { KindStack } from './rank-stacks.ts';
import { placesOf, SAME_POSITION_MM } from './stack-place.ts';
import { sameGeometry } from './stacks.ts';

/** As kernels are called; anything else in that place is not repeated to a user. */
const KERNEL = /^[A-Za-z0-9 _.+-]{1,16}$/;

/** What the series holds beside the stack that is taken. */
export function noteOthers(stack: KindStack, others: readonly KindStack[], note: Note): void {
  for (const [kind, some] of Map.groupBy(others, (other) => other.kind)) {
    if (kind === stack.kind) continue;
    const all = some.flatMap(({ slices }) => slices);
    if (kind === 'slice') note('mixed-geometry', otherStacks(some, stack), all);
    else note('not-a-slice', { described: describeOthers(kind, all), count: all.length }, all);
  }
  const alike = others.filter(({ kind }) => kind === stack.kind);
  const groups = Map.groupBy(alike, (other) => `${relation(stack, other)}\0${describeStack(other)}`);
  for (const some of groups.values()) {
    const found = relation(stack, some[0]!);
    const all = some.flatMap(({ slices }) => slices);
    const stacks = otherStacks(some, stack);
    if (found === 'other') note('mixed-geometry', stacks, all);
    else if (found === 'other-frame') note('frame-of-reference-apart', stacks, all);
    else note('repeated-stack', { ...stacks, where: found }, all);
  }
}

type Relation = 'positions' | 'part' | 'other-frame' | 'other';

/** Whether positions of the two can be compared. */
export const comparable = (a: KindStack, b: KindStack): boolean =>
  a.frames === undefined || b.frames === undefined || [...a.frames].some((frame) => b.frames!.has(frame));

function relation(stack: KindStack, other: KindStack): Relation {
  if (!sameGeometry(other, stack)) return 'other';
  if (!comparable(stack, other)) return 'other-frame';
  const [own, its] = [placesOf(stack.slices, stack), placesOf(other.slices, other)];
  const shared = its.filter((mm) => own.some((place) => Math.abs(place - mm) < SAME_POSITION_MM));
  if (2 * shared.length >= Math.min(own.length, its.length)) return 'positions';
  const [low, high] = [Math.min(...own), Math.max(...own)];
  return its.some((mm) => mm >= low && mm <= high) ? 'part' : 'other';
}

const otherStacks = (others: readonly KindStack[], stack: KindStack) => ({
  count: others.length,
  each: describeStack(others[0]!),
  differences: others.flatMap((other) => differenceOf(other, stack) ?? []),
});

/** What a header says of one stack and not of the other: "acquisition 1, with contrast medium". */
function differenceOf(other: KindStack, stack: KindStack): string | undefined {
  const told = TOLD.flatMap((tell) => {
    const [its, own] = [
      onlyOne(other.slices.map(({ header = {} }) => tell(header))),
      onlyOne(stack.slices.map(({ header = {} }) => tell(header))),
    ];
    return its !== undefined && its !== own ? [its] : [];
  });
  return told.length > 0 ? told.join(', ') : undefined;
}

const TOLD: readonly ((header: DicomHeaderFields) => string | undefined)[] = [
  ({ acquisitionNumber }) =>
    acquisitionNumber === undefined ? undefined : `acquisition ${acquisitionNumber}`,
  ({ temporalPosition }) => (temporalPosition === undefined ? undefined : `phase ${temporalPosition}`),
  ({ contrastBolusAgent }) => `with${namesAgent(contrastBolusAgent) ? '' : 'out'} contrast medium`,
  ({ convolutionKernel }) =>
    convolutionKernel !== undefined && KERNEL.test(convolutionKernel)
      ? `kernel ${convolutionKernel}`
      : undefined,
  ({ kvp }) => (kvp === undefined ? undefined : `${kvp} kV`),
];

const onlyOne = (values: readonly (string | undefined)[]): string | undefined =>
  new Set(values).size === 1 ? values[0] : undefined;
