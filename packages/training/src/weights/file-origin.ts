import { IchorError } from '@ichor/notices';
import { assertFits, BUNDLE_SCHEMA, type Bundle } from '@ichor/report';
import { startBundleSchema } from '../run-schemas.ts';

/** What weights in a file were trained on, as a bundle says it. */
export type FileOrigin = Pick<Bundle, 'schema' | 'name' | 'provenance'>;

/** The text of a .safetensors file's header that says it, as JSON. */
const KEY = 'ichor.origin';

/** The texts of a header that say where the weights come from; none where nothing is known of it. */
export const originTexts = (origin: FileOrigin | undefined): Record<string, string> =>
  origin === undefined ? {} : { [KEY]: JSON.stringify(origin) };

/**
 * What a header's texts say of it.
 *
 * @param path of the file, for the message
 * @throws IchorError `weights-unreadable` where they say something that doesn't fit
 */
export function originOf(texts: Readonly<Record<string, string>>, path: string): FileOrigin | undefined {
  const text = texts[KEY];
  if (text === undefined) return undefined;
  let origin: unknown;
  try {
    origin = JSON.parse(text);
  } catch (cause) {
    throw new IchorError({
      code: 'weights-unreadable',
      subject: path,
      problem: `has a header whose ${KEY} is not JSON`,
      cause,
    });
  }
  assertFits(startBundleSchema, origin, {
    code: 'weights-unreadable',
    subject: path,
    remedy: 'Export or import the weights again.',
  });
  return origin as FileOrigin;
}

/**
 * That a file's weights were trained from a random start on something without patients, which is for the user to know: nothing
 * in a file of another program says it.
 *
 * @param trainedOn what that was, in words: "ImageNet"
 */
export const statedOrigin = (
  trainedOn: string,
  architecture: string,
  { name, sha256 }: { readonly name: string; readonly sha256: string },
): FileOrigin => ({
  schema: BUNDLE_SCHEMA,
  name,
  provenance: {
    recipe: [{ title: trainedOn, architecture, init: 'random' }],
    fingerprint: sha256,
    seed: 0,
    sources: [{ name: trainedOn, patients: 0, slices: 0, attribution: trainedOn, publicNames: false }],
    initialWeights: `${name}, SHA-256 ${sha256}, stated to be trained on ${trainedOn}`,
  },
});
