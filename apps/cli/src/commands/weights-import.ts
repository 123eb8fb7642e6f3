import { ARCHITECTURES, importWeights } from '@ichor/training';
import { defineCommand } from 'citty';
import { oneOf, usageError, wholeNumber } from '../options.ts';

export const weightsImport = defineCommand({
  meta: {
    name: 'import',
    description: `Make a .safetensors file for the networks here of another program's weights.
Lists the heads that a run will draw, since they are missing or of other classes, and what is left out. A layer that is missing, surplus or of another shape is an error that names all of them.`,
  },
  args: {
    file: { type: 'positional', description: '.safetensors, .pth, .pt or .onnx file', required: true },
    architecture: {
      type: 'string',
      description: `network that they are of: ${ARCHITECTURES.join(', ')}`,
      required: true,
    },
    to: { type: 'string', description: '.safetensors file to write', required: true },
    channels: { type: 'string', description: 'channels of the input (default: 3)' },
    mean: {
      type: 'string',
      description:
        'a,b,c: what was taken off each channel of pixels from 0 to 1; the first layer takes it over',
    },
    deviation: { type: 'string', description: 'a,b,c: what each was then divided by; with --mean' },
    'trained-on': {
      type: 'string',
      description:
        'what they were trained on, where it holds no patients, ImageNet say: train --fold wants to know',
    },
    json: { type: 'boolean', description: 'print the lists as JSON' },
  },
  async run({ args }) {
    if (!args.to.toLowerCase().endsWith('.safetensors'))
      throw usageError(`--to ${args.to}`, 'Give a file that ends in .safetensors.');
    if ((args.mean === undefined) !== (args.deviation === undefined))
      throw usageError('--mean, --deviation', 'Give both, or neither.', 'belong together');
    const imported = await importWeights(args.file, args.to, {
      architecture: oneOf('--architecture', args.architecture, ARCHITECTURES),
      channels: args.channels === undefined ? undefined : wholeNumber('--channels', args.channels, 1),
      trainedOn: args['trained-on'],
      scaling:
        args.mean === undefined || args.deviation === undefined
          ? undefined
          : { mean: numbers('--mean', args.mean), deviation: numbers('--deviation', args.deviation) },
    });
    if (args.json) {
      console.log(JSON.stringify({ file: args.to, ...imported }, null, 2));
      return;
    }
    const { replaced, missing, surplus, adapted, tensors, sha256 } = imported;
    const list = (what: string, names: readonly string[]) =>
      console.log(`${what}: ${names.length === 0 ? 'none' : names.join(', ')}`);
    list('replaced by a run, being of other classes', replaced);
    list('missing, and drawn by a run', missing);
    list('surplus, and left out', surplus);
    if (adapted) console.log(`${adapted.name}: adapted from ${adapted.from} channels to ${adapted.to}`);
    console.log(`${args.to}: ${tensors} tensors. SHA-256 ${sha256}`);
  },
});

/** `.485,.456,.406` */
function numbers(option: string, text: string): number[] {
  const values = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!values.every(Number.isFinite))
    throw usageError(`${option} ${text}`, 'Give a number for each channel, with commas between.');
  return values;
}
