import { refuseNested } from '@ichor/files';
import { findFiles } from '@ichor/intake';
import { en } from '@ichor/report';
import { lockOutput, watchFolder } from '@ichor/studies';
import { defineCommand } from 'citty';
import { eventLine } from '../event-line.ts';
import { openBundleFolder, SHIPPED_BUNDLE } from '../open-bundle-folder.ts';
import { usageError } from '../options.ts';

const INTERRUPTED = 130;

export const watch = defineCommand({
  meta: {
    name: 'watch',
    description: `Read each study that arrives in a folder, until Ctrl-C. ${en.researchUseOnly}
Writes OUT/<studyInstanceUid>/report.json, at once and whole, or error.json where reading fails; reads a study again when it grows, and goes on after a crash. Prints one JSON line an event, without patient data.
Exit codes: 0 stopped by SIGINT or SIGTERM; 2 wrong usage; 1 failure.`,
  },
  args: {
    input: {
      type: 'positional',
      description: 'folder that files are dropped into, of any depth; zips in it are not opened',
      required: true,
    },
    out: { type: 'positional', description: 'folder for the results, outside of the input', required: true },
    bundle: {
      type: 'string',
      description: 'folder of the bundle to read with (default: the one that ships)',
    },
    'quiet-seconds': {
      type: 'string',
      default: '30',
      description: 'seconds without a new or changed file after which a study is read',
    },
  },
  async run({ args }) {
    const [input, out, more] = args._;
    if (more !== undefined) throw usageError(more, 'Give one folder to watch and one for the results.');
    const quietSeconds = seconds(args['quiet-seconds']);
    const stop = new AbortController();
    const onSignal = () => {
      // A second Ctrl-C: at once. Nothing half done can be left.
      if (stop.signal.aborted) process.exit(INTERRUPTED);
      stop.abort();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    await findFiles(input!);
    const unlock = await lockOutput(out!);
    try {
      await refuseNested(input!, out!);
      const opened = await openBundleFolder(args.bundle ?? SHIPPED_BUNDLE);
      try {
        await watchFolder(input!, out!, {
          opened,
          quietSeconds,
          onEvent: (event) => console.log(eventLine(event)),
          signal: stop.signal,
        });
      } finally {
        await opened.dispose();
      }
    } finally {
      unlock();
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    }
  },
});

function seconds(text: string): number {
  const value = Number(text);
  if (!(text.trim() !== '' && value > 0 && value <= 86_400))
    throw usageError(`--quiet-seconds ${text}`, 'Give a number of seconds above 0, at most a day.');
  return value;
}
