import { en } from '@ichor/report';
import { defineCommand } from 'citty';
import { analyzePaths } from '../analyze-paths.ts';
import { SHIPPED_BUNDLE } from '../open-bundle-folder.ts';
import { everyValue } from '../options.ts';
import { parseWindow } from '../parse-window.ts';
import { FOREIGN, PATHS } from '../path-help.ts';

export const analyze = defineCommand({
  meta: {
    name: 'analyze',
    description: `Read head CT studies for hemorrhage. ${en.researchUseOnly}
Exit codes: 0 every study is read; 3 some is read, but files are unreadable, a series is incomplete or a study is not read; 4 no study is read; 2 wrong usage; 1 failure. ${FOREIGN}`,
  },
  args: {
    path: {
      type: 'positional',
      description: `${PATHS}; NIfTI files too`,
      required: true,
    },
    bundle: {
      type: 'string',
      description: 'folder of the bundle to read with (default: the one that ships)',
    },
    series: {
      type: 'string',
      description:
        'read this series, whatever would be chosen: its UID, or a beginning or end of it; may be given several times',
    },
    out: {
      type: 'string',
      description: 'folder for report.json, run.json and a picture of each series read',
    },
    window: {
      type: 'string',
      description:
        'level/width, such as 40/80, baked into pictures (PNG, JPG): reads them too, for scores alone. A folder of 8 or more of one size is one series in the order of names; fewer are read each by itself',
    },
    json: { type: 'boolean', description: 'print report.json instead of the table' },
  },
  async run({ args, rawArgs }) {
    process.exitCode = await analyzePaths(args._, {
      bundle: args.bundle ?? SHIPPED_BUNDLE,
      series: everyValue('series', rawArgs),
      ...(args.out !== undefined && { out: args.out }),
      ...(args.window !== undefined && { window: parseWindow(args.window) }),
      ...(args.json && { json: true }),
    });
  },
});
