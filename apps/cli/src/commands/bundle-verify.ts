import { defineCommand } from 'citty';
import { loadBundle } from '../open-bundle-folder.ts';

export const bundleVerify = defineCommand({
  meta: {
    name: 'verify',
    description: `Check that a bundle is as it was made.
Compares its files with its bundle.sha256, and the bundle that ships also with the hash in this program. "sha256sum -c bundle.sha256" in its folder compares the files alone.
Exit codes: 0 it is as it was made; 1 it differs; 2 wrong usage.`,
  },
  args: {
    folder: { type: 'positional', description: 'folder of the bundle', required: true },
    json: { type: 'boolean', description: 'print JSON' },
  },
  async run({ args }) {
    const { bundle, sha256 } = await loadBundle(args.folder);
    console.log(
      args.json
        ? JSON.stringify({ folder: args.folder, name: bundle.name, sha256 }, null, 2)
        : `${args.folder}: ${bundle.name}, as it was made. SHA-256 ${sha256}`,
    );
  },
});
