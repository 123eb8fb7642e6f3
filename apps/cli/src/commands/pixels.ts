import { defineCommand } from 'citty';
import { describePixels, pixelsLine } from '../describe-pixels.ts';
import { EXIT } from '../exit-codes.ts';
import { findFiles } from '../find-files.ts';

export const pixels = defineCommand({
  meta: {
    name: 'pixels',
    description: `Say of each DICOM file how its pixels are written, and what they are: transfer syntax, bits, size, frames, SHA-256 of the stored values as 16-bit little endian; or why they can't be read.
Exit codes: 0 all read; 3 some refused; 4 none could be read; 2 wrong usage; 1 failure.`,
  },
  args: {
    path: { type: 'positional', description: 'files and folders, of any depth', required: true },
    json: { type: 'boolean', description: 'print a JSON object a line instead' },
  },
  async run({ args }) {
    const files = await findFiles(args._);
    let read = 0;
    for (const path of files) {
      const found = await describePixels(path);
      if (!('code' in found)) read++;
      console.log(args.json ? JSON.stringify(found) : pixelsLine(found));
    }
    process.exitCode = read === files.length && read > 0 ? EXIT.done : read > 0 ? EXIT.partial : EXIT.nothing;
  },
});
