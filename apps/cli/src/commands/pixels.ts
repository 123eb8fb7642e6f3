import { openIntake, type UnreadFile } from '@ichor/intake';
import { describePixels, type PixelsOfFile } from '@ichor/studies';
import { defineCommand } from 'citty';
import { EXIT } from '../exit-codes.ts';
import { isForeign, notReadLines } from '../not-read-lines.ts';
import { FOREIGN, PATHS } from '../path-help.ts';
import { pixelsLine } from '../pixels-line.ts';

export const pixels = defineCommand({
  meta: {
    name: 'pixels',
    description: `Print how each DICOM file's pixels are written, and their SHA-256.
Shows transfer syntax, bits, size, frames, and the SHA-256 of the stored values as 16-bit little endian; or why the pixels can't be read.
Exit codes: 0 every file is read; 3 some are refused; 4 none is read; 2 wrong usage; 1 failure. ${FOREIGN}`,
  },
  args: {
    path: { type: 'positional', description: PATHS, required: true },
    json: { type: 'boolean', description: 'print a JSON object a line instead' },
  },
  async run({ args }) {
    const intake = await openIntake(args._);
    try {
      const print = (of: PixelsOfFile): void => console.log(args.json ? JSON.stringify(of) : pixelsLine(of));
      let read = 0;
      let lost = intake.unread.length;
      const foreign: UnreadFile[] = [];
      for (const file of [...intake.files, ...intake.volumes]) {
        const found = await describePixels(file);
        if (!('code' in found)) read++;
        else if (!isForeign(found)) lost++;
        else if (!args.json) {
          foreign.push(found);
          continue;
        }
        print(found);
      }
      for (const unread of intake.unread) print(unread);
      if (!args.json) for (const line of notReadLines(foreign, '--json')) console.log(line);
      process.exitCode = read === 0 ? EXIT.nothing : lost > 0 ? EXIT.partial : EXIT.done;
    } finally {
      await intake.close();
    }
  },
});
