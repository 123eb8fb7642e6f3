import { IchorError, isIchorError } from '@ichor/notices';
import type { Bundle } from './bundle.ts';
import { parseBundle } from './bundle-text.ts';

/** The file beside the others that says what they are. */
export const BUNDLE_HASH_FILE = 'bundle.sha256';
const BUNDLE_FILE = 'bundle.json';

/**
 * The bundle that ships, as the SHA-256 of its bundle.sha256. A network or a threshold that is exchanged, with the list made to fit,
 * is noticed by it.
 */
export const SHIPPED_BUNDLE_SHA256 = '4f486e9b82daac6af00a4c3b531d42b5a3ad679dec824c96a295f44ea2e0e785';

/** A bundle whose files are those that were made together. */
export interface ReadBundle {
  readonly bundle: Bundle;
  /** Of bundle.sha256, and so of all of it. */
  readonly sha256: string;
  /** The ONNX file. */
  readonly model: Uint8Array;
}

export interface ReadBundleOptions {
  /** Where it lies, for messages. */
  readonly where?: string | undefined;
  /** The only bundle that will do. */
  readonly expected?: string | undefined;
}

/** What bundle.sha256 says: a line a file, as `sha256sum` writes and `sha256sum -c` reads them. Its own SHA-256 is the bundle's. */
export const bundleList = (bundleJsonSha256: string, model: { file: string; sha256: string }): string =>
  `${bundleJsonSha256}  ${BUNDLE_FILE}\n${model.sha256}  ${model.file}\n`;

/**
 * Reads a bundle, every file of which must be the one that bundle.sha256 names.
 *
 * @param readFile the bytes of one of its files, by name
 * @throws IchorError `bundle-not-found`, `bundle-unsealed` where it has no bundle.sha256, `bundle-damaged` naming what differs,
 *   `bundle-not-shipped`, `bundle-invalid`, `bundle-schema`
 */
export async function readBundle(
  readFile: (name: string) => Promise<Uint8Array>,
  { where, expected }: ReadBundleOptions = {},
): Promise<ReadBundle> {
  const subjectOf = (name: string): string => (where === undefined ? name : `${where}/${name}`);
  const read = (name: string, refuse = notFound): Promise<Uint8Array> =>
    readFile(name).catch((cause: unknown) => {
      throw refuse(subjectOf(name), cause);
    });
  const json = await read(BUNDLE_FILE);
  const list = await read(BUNDLE_HASH_FILE, unsealed);
  const listed = parseList(list, subjectOf(BUNDLE_HASH_FILE));
  await refuseOther(BUNDLE_FILE, json, listed, subjectOf);
  const bundle = parseBundle(parseJson(json, subjectOf(BUNDLE_FILE)), subjectOf(BUNDLE_FILE));
  const { file } = bundle.model;
  const model = await read(file);
  const modelSha256 = await refuseOther(file, model, listed, subjectOf);
  if (modelSha256 !== bundle.model.sha256)
    throw damaged(subjectOf(file), `is not the file that ${BUNDLE_FILE} names`);
  // One bundle, one hash: no other order, further lines or other ends of lines.
  if (textOf(list) !== bundleList(listed.get(BUNDLE_FILE)!, { file, sha256: modelSha256 }))
    throw damaged(
      subjectOf(BUNDLE_HASH_FILE),
      `is not written as it should be: a line for ${BUNDLE_FILE}, then one for ${file}, and no more`,
    );
  const sha256 = await sha256Of(list);
  if (expected !== undefined && sha256 !== expected)
    throw notShipped(where ?? BUNDLE_HASH_FILE, sha256, expected);
  return { bundle, sha256, model };
}

/** @returns the file's hash */
async function refuseOther(
  name: string,
  bytes: Uint8Array,
  listed: ReadonlyMap<string, string>,
  subjectOf: (name: string) => string,
): Promise<string> {
  const wanted = listed.get(name);
  if (wanted === undefined) throw damaged(subjectOf(BUNDLE_HASH_FILE), `does not name ${name}`);
  const found = await sha256Of(bytes);
  if (found === wanted) return found;
  throw damaged(
    subjectOf(name),
    `is not the file that ${BUNDLE_HASH_FILE} names: its SHA-256 is ${short(found)}, not ${short(wanted)}`,
  );
}

function parseList(bytes: Uint8Array, subject: string): Map<string, string> {
  const lines = textOf(bytes)
    .split('\n')
    .filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [, sha256, name] = /^([0-9a-f]{64}) [ *](.+?)\r?$/.exec(line) ?? [];
      if (sha256 === undefined || name === undefined)
        throw damaged(subject, 'has a line that is not a SHA-256, two spaces and a name');
      return [name, sha256];
    }),
  );
}

function parseJson(bytes: Uint8Array, subject: string): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch (cause) {
    throw new IchorError({
      code: 'bundle-invalid',
      subject,
      problem: 'is not JSON',
      cause,
    });
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function sha256Of(bytes: Uint8Array): Promise<string> {
  // A copy only where the bytes lie in shared memory, which WebCrypto refuses.
  const plain =
    bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', plain));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const short = (sha256: string): string => `${sha256.slice(0, 12)}...`;

const damaged = (subject: string, problem: string): IchorError =>
  new IchorError({
    code: 'bundle-damaged',
    subject,
    problem,
  });

const notFound = (subject: string, cause: unknown): IchorError =>
  new IchorError({
    code: 'bundle-not-found',
    subject,
    problem: isIchorError(cause) ? cause.problem : 'cannot be read',
    cause,
  });

const unsealed = (subject: string, cause: unknown): IchorError =>
  new IchorError({
    code: 'bundle-unsealed',
    subject,
    problem: `${isIchorError(cause) ? cause.problem : 'cannot be read'}, so that nothing says whether the bundle is as it was made`,
    remedy:
      'Copy the bundle again with this file. One of an older Ichor has none: make it again with "ichor bundle make", or, where you know that nobody changed it, run "sha256sum bundle.json model.onnx > bundle.sha256" in its folder.',
    cause,
  });

const notShipped = (subject: string, found: string, expected: string): IchorError =>
  new IchorError({
    code: 'bundle-not-shipped',
    subject,
    problem: `is not the bundle that this Ichor came with: its SHA-256 is ${short(found)}, not ${short(expected)}`,
    remedy:
      'Check the folder out again. If you made another bundle there on purpose, put it into a folder of its own, or its SHA-256 into packages/report/src/read-bundle.ts.',
  });
