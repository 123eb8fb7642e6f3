import { CompilerError, type Model } from '@ichor/compiler';
import { type FittedWeights, fitWeights } from '@ichor/models';
import { IchorError } from '@ichor/notices';
import type { WeightsFile } from './load-weights-file.ts';

/**
 * A file's weights -> all parameters of a model: see `fitWeights`.
 *
 * @param path as the user gave it
 * @throws IchorError `init-does-not-fit` that names every layer that is missing, surplus or of another shape
 */
export function fitFile(
  model: Model,
  { weights }: Pick<WeightsFile, 'weights'>,
  path: string,
  uniform: () => number,
): FittedWeights {
  try {
    return fitWeights(model, weights, uniform);
  } catch (cause) {
    if (!(cause instanceof CompilerError)) throw cause;
    throw new IchorError({
      code: 'init-does-not-fit',
      subject: path,
      problem: `does not fit (${cause.message})`,
      cause,
    });
  }
}

/** What was not taken over as it stands in the file, in words; '' where all was. */
export function fittedWords({
  missing,
  replaced,
  surplus,
  adapted,
}: Omit<FittedWeights, 'parameters'>): string {
  return [
    ...(replaced.length > 0 ? [`of another number of classes and so drawn: ${replaced.join(', ')}`] : []),
    ...(missing.length > 0 ? [`missing and so drawn: ${missing.join(', ')}`] : []),
    ...(surplus.length > 0 ? [`passed over: ${surplus.join(', ')}`] : []),
    ...(adapted ? [`${adapted.name} adapted from ${adapted.from} channels to ${adapted.to}`] : []),
  ].join('; ');
}
