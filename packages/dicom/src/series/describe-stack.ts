import { stackShape } from './stack-shape.ts';
import type { Stack } from './stacks.ts';

/** "34 coronal slices of 512 x 512 pixels, 0.49 x 0.49 mm, 5 mm thick"; angles from 1 degree on. */
export function describeStack({ slices, normal }: Stack): string {
  const [first] = slices;
  const { plane, tiltDegrees } = stackShape(slices, normal);
  const tilted = plane === 'axial' && tiltDegrees >= 1;
  const spacing = first?.pixelSpacing;
  return [
    `${slices.length} ${plane} slice${slices.length === 1 ? '' : 's'} of ${first?.rows} x ${first?.columns} pixels`,
    ...(spacing ? [`${spacing[0].toFixed(2)} x ${spacing[1].toFixed(2)} mm`] : []),
    ...(tilted ? [`tilted by ${tiltDegrees.toFixed(1)} degrees`] : []),
    ...(first?.sliceThicknessMm === undefined ? [] : [`${first.sliceThicknessMm} mm thick`]),
  ].join(', ');
}
