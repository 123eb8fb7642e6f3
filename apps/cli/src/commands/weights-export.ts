import { exportWeights } from '@ichor/training';
import { defineCommand } from 'citty';
import { usageError } from '../options.ts';

export const weightsExport = defineCommand({
  meta: {
    name: 'export',
    description: `Write the weights of a run or bundle to a file.
A .safetensors file has torchvision's names; an .onnx file takes any number of images and puts out "logits".`,
  },
  args: {
    folder: { type: 'positional', description: 'folder of the run or bundle', required: true },
    to: { type: 'string', description: 'file to write, .safetensors or .onnx', required: true },
    json: { type: 'boolean', description: 'print architecture, tensors, bytes and SHA-256 as JSON' },
  },
  async run({ args }) {
    if (!/\.(?:safetensors|onnx)$/i.test(args.to))
      throw usageError(`--to ${args.to}`, 'Give a file that ends in .safetensors or .onnx.');
    const exported = await exportWeights(args.folder, args.to);
    const { architecture, tensors, bytes, sha256 } = exported;
    console.log(
      args.json
        ? JSON.stringify({ file: args.to, ...exported }, null, 2)
        : `${args.to}: ${architecture}, ${tensors} tensors, ${(bytes / 1e6).toFixed(1)} MB. SHA-256 ${sha256}`,
    );
  },
});
