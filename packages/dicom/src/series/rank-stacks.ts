import {
  anatomyOf,
  isDerived,
  kernelSoftness,
  namesAgent,
  type Slice,
  seriesAnatomy,
  showsContrast,
} from '@ichor/ct';
import { NOT_AXIAL_DEGREES } from './geometry-notices.ts';
import type { KindInSeries } from './other-images.ts';
import { placeOf } from './stack-place.ts';
import { stackShape } from './stack-shape.ts';
import type { Stack } from './stacks.ts';

/** A stack whose images are all of one kind. */
export interface KindStack extends Stack {
  readonly kind: KindInSeries;
}

const KINDS: readonly KindInSeries[] = ['slice', 'projection', 'map', 'secondary-capture', 'page', 'scout'];
/** Fewer slices are never read by themselves. */
const ENOUGH_SLICES = 8;
/** Extents within this share of the largest count as equal. */
const SAME_EXTENT = 0.85;
/** Shares of what is brighter than blood within the skull count as equal where they round to the same of so many steps. */
const BRIGHT_STEPS = 50;
/** What heads are scanned with: of two energies the one nearer to it. */
const USUAL_KVP = 120;

/**
 * The stacks of one series, the one to be read first: slices before other images, axial before others, as many as can be read,
 * without contrast medium, not of a sharp kernel, with the least that is brighter than blood, most of the head, most slices; last
 * comes what was scanned or numbered first. It depends on what the stacks are, never on their order.
 */
export function rankStacks(stacks: readonly KindStack[]): KindStack[] {
  const several = stacks.filter(({ kind }) => kind === 'slice').length > 1;
  const most = Math.max(...stacks.filter(({ kind }) => kind === 'slice').map(extentMm));
  const ranked = stacks.map((stack) => ({ stack, ranks: ranksOf(stack, most, several) }));
  return ranked
    .sort(({ ranks: a, stack: one }, { ranks: b, stack: other }) => {
      const at = a.findIndex((rank, i) => rank !== b[i]);
      return at >= 0 ? a[at]! - b[at]! : uidOf(one) < uidOf(other) ? -1 : 1;
    })
    .map(({ stack }) => stack);
}

/** The weightiest first; the smaller is better. */
function ranksOf(stack: KindStack, mostMm: number, several: boolean): number[] {
  const { slices, kind, normal } = stack;
  const kernel = slices.find(({ header }) => header?.convolutionKernel !== undefined)?.header
    ?.convolutionKernel;
  const energies = slices.flatMap(({ header }) => header?.kvp ?? []);
  return [
    KINDS.indexOf(kind),
    Number(stackShape(slices, normal).tiltDegrees > NOT_AXIAL_DEGREES),
    Number(slices.length < ENOUGH_SLICES),
    Number(2 * slices.filter((slice) => namesAgent(slice.header?.contrastBolusAgent)).length > slices.length),
    Number(several && kind === 'slice' && showsContrast(seriesAnatomy(seriesOf(stack)))),
    Number(kernelSoftness(kernel, undefined) < 0),
    several && kind === 'slice' ? Math.round(BRIGHT_STEPS * brightShare(slices)) : 0,
    -Math.min(extentMm(stack), SAME_EXTENT * mostMm),
    -slices.length,
    Number(slices.some(({ header }) => isDerived(header?.imageType))),
    energies.length === 0 ? 0 : Math.abs(Math.min(...energies) - USUAL_KVP),
    least(slices, ({ header }) => header?.temporalPosition),
    least(slices, ({ header }) => header?.acquisitionNumber),
    least(slices, ({ instanceNumber }) => instanceNumber),
  ];
}

/** From the first slice to the last; 0 where they have no places. */
function extentMm(stack: Stack): number {
  const places = stack.slices.flatMap((slice) => placeOf(slice, stack) ?? []);
  return places.length === 0 ? 0 : Math.max(...places) - Math.min(...places);
}

/** The mean share within the skull that is neither soft tissue nor air: bone, and vessels where they are full of contrast medium. */
function brightShare(slices: readonly Slice[]): number {
  const shares = slices.flatMap((slice) => {
    const anatomy = anatomyOf(slice);
    return anatomy && anatomy.insideMm2 > 0 ? [1 - anatomy.softShare - anatomy.airShare] : [];
  });
  return shares.reduce((sum, share) => sum + share / shares.length, 0);
}

/** As far as its anatomy needs it, in which the slices' order plays no part. */
const seriesOf = ({ slices }: Stack) => ({ slices, positionsMm: slices.map((_, i) => i) });

const least = (slices: readonly Slice[], of: (slice: Slice) => number | undefined): number =>
  Math.min(Number.MAX_VALUE, ...slices.flatMap((slice) => of(slice) ?? []));

const uidOf = ({ slices }: Stack): string =>
  slices.map(({ sopInstanceUid }) => sopInstanceUid).reduce((a, b) => (a < b ? a : b), '\uffff');
