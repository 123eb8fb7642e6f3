import { basename } from 'node:path';
import { fetchWeights } from '@ichor/training';
import { defineCommand } from 'citty';
import { usageError } from '../options.ts';
import { ProgressLine } from '../progress-line.ts';

export const weightsGet = defineCommand({
  meta: {
    name: 'get',
    description: `Fetch a file of weights, and compare it with its SHA-256 before it gets its name.
What broke off is kept as FILE.part, and the same command goes on there; a file of another hash is removed.`,
  },
  args: {
    url: { type: 'positional', description: 'address of the file, http or https', required: true },
    sha256: {
      type: 'string',
      description: 'SHA-256 of the file, as its makers publish it',
      required: true,
    },
    to: { type: 'string', description: 'file to write (default: the address’s name, in the current folder)' },
    json: { type: 'boolean', description: 'print path, bytes and SHA-256 as JSON' },
  },
  async run({ args }) {
    const url = URL.canParse(args.url) ? new URL(args.url) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol))
      throw usageError(args.url, 'Give an address that begins with https:// or http://.');
    const sha256 = args.sha256.toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw usageError(`--sha256 ${args.sha256}`, 'Give 64 hexadecimal digits.');
    const to = args.to ?? basename(url.pathname);
    if (to === '') throw usageError(args.url, 'Name the file with --to.', 'ends in no name');
    const progress = new ProgressLine();
    const { bytes, before } = await fetchWeights(url, {
      sha256,
      to,
      onProgress: ({ bytes: have, total }) =>
        progress.show(`${megabytes(have)}${total === undefined ? '' : ` of ${megabytes(total)}`} fetched`),
    });
    progress.clear();
    console.log(
      args.json
        ? JSON.stringify({ path: to, bytes, before, sha256 }, null, 2)
        : `${to}: ${megabytes(bytes)}${before > 0 ? `, ${before === bytes ? 'all' : megabytes(before)} of it there before` : ''}. SHA-256 ${sha256}`,
    );
  },
});

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
