import { CONFIDENTIALITY_EDITION } from '@ichor/dicom';
import { isFileFailure, readWhole } from '@ichor/files';
import { type DeidentifySummary, deidentifyFolder } from '@ichor/studies';
import { defineCommand } from 'citty';
import { EXIT } from '../exit-codes.ts';
import { oneOf, usageError } from '../options.ts';
import { PATHS } from '../path-help.ts';
import { ProgressLine } from '../progress-line.ts';

const LEAST_KEY_BYTES = 16;

export const deidentify = defineCommand({
  meta: {
    name: 'deidentify',
    description: `Write CT images without their patient, by the Basic Profile of DICOM PS3.15 ${CONFIDENTIALITY_EDITION}.
Shifts the dates of each patient by a number of days, keeps pixel values, removes whatever else lies among the pixels, and leaves out what is no CT image.
Exit codes: 0 all files are written; 3 some are left out; 4 nothing is written; 2 wrong usage; 1 failure.`,
  },
  args: {
    input: { type: 'positional', description: `${PATHS}; one of them`, required: true },
    out: { type: 'positional', description: 'folder to write to, outside of the input', required: true },
    'key-file': {
      type: 'string',
      description:
        'file whose bytes (16 at least) are the key of pseudonyms: same key, same pseudonyms. Without a key one is made and forgotten',
    },
    key: {
      type: 'string',
      description: 'the key as text; others on this machine may see it, so rather give a file',
    },
    dates: {
      type: 'string',
      default: 'shift',
      description: 'shift: keep distances, move each patient by a keyed number of days; remove',
    },
    uids: { type: 'string', default: 'replace', description: 'replace, or keep (Retain UIDs option)' },
    json: { type: 'boolean', description: 'print the summary as JSON' },
  },
  async run({ args }) {
    const [input, out, more] = args._;
    if (more !== undefined) throw usageError(more, 'Give one input and one folder to write to.');
    const dates = oneOf('--dates', args.dates, ['shift', 'remove'] as const);
    const uids = oneOf('--uids', args.uids, ['replace', 'keep'] as const);
    const key = await keyOf(args['key-file'], args.key);
    const progress = new ProgressLine();
    const summary = await deidentifyFolder(input!, out!, {
      key,
      dates,
      uids,
      onProgress: (done, total) => progress.show(`file ${done} of ${total}`),
    });
    progress.clear();
    console.log(args.json ? JSON.stringify(summary, null, 2) : lines(summary, out!, key).join('\n'));
    if (summary.written === 0) process.exitCode = EXIT.nothing;
    else if (summary.leftOut.length > 0) process.exitCode = EXIT.partial;
  },
});

async function keyOf(
  path: string | undefined,
  text: string | undefined,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (path !== undefined && text !== undefined) throw usageError('--key', 'Give it or --key-file, not both.');
  if (path === undefined && text === undefined) return undefined;
  const bytes =
    path === undefined
      ? new TextEncoder().encode(text)
      : await readWhole(path).catch((error: unknown) => {
          const problem = isFileFailure(error) ? error.problem : 'is no file';
          throw usageError(`--key-file ${path}`, 'Give a file that can be read.', problem);
        });
  if (bytes.length < LEAST_KEY_BYTES) {
    const option = path === undefined ? '--key' : `--key-file ${path}`;
    const remedy = `Give at least ${LEAST_KEY_BYTES} bytes, such as from "openssl rand -hex 32".`;
    throw usageError(option, remedy, `holds ${bytes.length} bytes, which can be guessed`);
  }
  return new Uint8Array(bytes);
}

function lines(summary: DeidentifySummary, out: string, key: Uint8Array | undefined): string[] {
  const { written, files, patients, studies, series, changes, leftOut, warnings } = summary;
  return [
    `${written} of ${files} files written to ${out}: ${patients} patients, ${studies} studies, ${series} series.`,
    `Attributes removed ${changes.removed}, emptied ${changes.emptied}, replaced ${changes.replaced}; UIDs replaced ${changes.uids}; dates moved ${changes.dates}.`,
    ...(key === undefined
      ? ['The key was made for this run and is gone: another run gives other pseudonyms.']
      : []),
    ...warnings.map(
      ({ code, message, seriesInstanceUids }) =>
        `warning ${code}: ${message} Series: ${seriesInstanceUids.join(', ')}`,
    ),
    ...leftOut.map(({ path, reason }) => `left out: ${path}: ${reason}`),
  ];
}
