import { defineCommand } from 'citty';
import { EXIT } from '../exit-codes.ts';
import { inspectPaths } from '../inspect-paths.ts';
import { inspectionTable } from '../inspection-table.ts';
import { isForeign } from '../not-read-lines.ts';
import { FOREIGN, PATHS } from '../path-help.ts';
import { ProgressLine } from '../progress-line.ts';

export const inspect = defineCommand({
  meta: {
    name: 'inspect',
    description: `Say what is in a folder, without a model: studies, series, geometry, transfer syntaxes, notices, and what is no DICOM. Patients are counted, not named.
Exit codes: 0 all read, ${FOREIGN}; 3 some files were not read; 4 nothing was read; 2 wrong usage; 1 failure.`,
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
