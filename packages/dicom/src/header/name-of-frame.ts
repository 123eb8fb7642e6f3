import type { Slice } from '@ichor/ct';
import type { InstanceIdentity } from '../errors.ts';

/** Frames have no UID and no InstanceNumber of their own: they are named by their number in the file. */
export function nameOfFrame(
  { sopInstanceUid }: InstanceIdentity,
  index: number,
  frames: number,
): Partial<Pick<Slice, 'sopInstanceUid' | 'instanceNumber'>> {
  return frames === 1 ? {} : { sopInstanceUid: `${sopInstanceUid}#${index + 1}`, instanceNumber: index + 1 };
}

/** The instance that a slice lies in, whichever frame of it it is. */
export const instanceOfFrame = (sopInstanceUid: string): string => sopInstanceUid.replace(/#\d+$/, '');
