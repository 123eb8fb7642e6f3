import { inspectPaths } from '@ichor/studies';
import { defineCommand } from 'citty';
import { EXIT } from '../exit-codes.ts';
import { inspectionTable } from '../inspection-table.ts';
import { isForeign } from '../not-read-lines.ts';
import { FOREIGN, PATHS } from '../path-help.ts';
import { ProgressLine } from '../progress-line.ts';

export const inspect = defineCommand({
  meta: {
    name: 'inspect',
    description: `List the studies and series in a folder, without a model; counts patients, does not name them.
Shows geometry, transfer syntaxes, notices, and files that are no DICOM.
Exit codes: 0 every file is read; 3 some are not; 4 nothing is read; 2 wrong usage; 1 failure. ${FOREIGN}`,
  },
  args: {
    path: { type: 'positional', description: PATHS, required: true },
    'show-patients': { type: 'boolean', description: 'name patients, and the dates of their studies' },
    json: { type: 'boolean', description: 'print JSON instead of the table' },
  },
  async run({ args }) {
    const progress = new ProgressLine();
    const inspection = await inspectPaths(args._, {
      showPatients: args['show-patients'] === true,
      onProgress: (done, total) => progress.show(`file ${done} of ${total}`),
    });
    progress.clear();
    console.log(args.json ? JSON.stringify(inspection, null, 2) : inspectionTable(inspection));
    if (inspection.studies.length === 0) process.exitCode = EXIT.nothing;
    else if (!inspection.notRead.every(isForeign)) process.exitCode = EXIT.partial;
  },
});
