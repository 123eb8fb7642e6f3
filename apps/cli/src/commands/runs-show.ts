import { join, resolve } from 'node:path';
import { writeWhole } from '@ichor/files';
import { runCurves } from '@ichor/training';
import { defineCommand } from 'citty';
import { curvesSvg } from '../curves-svg.ts';
import { curvesText } from '../curves-text.ts';
import { RUNS_OPTION } from '../runs-folder.ts';

export const runsShow = defineCommand({
  meta: { name: 'show', description: 'Draw the curves of a run: losses, gradient, rate, held-out figures.' },
  args: {
    name: { type: 'positional', description: 'name of the run, as `ichor runs` lists it', required: true },
    runs: RUNS_OPTION,
    svg: { type: 'string', description: 'also write them to this file, as a picture' },
  },
  async run({ args }) {
    const curves = await runCurves(join(resolve(args.runs), args.name));
    console.log(curvesText(curves, process.stdout.columns ?? 100));
    if (args.svg === undefined) return;
    await writeWhole(resolve(args.svg), curvesSvg(curves));
    console.log(`Written to ${resolve(args.svg)}`);
  },
});
