import { resolve } from 'node:path';
import { listRuns } from '@ichor/training';
import { defineCommand } from 'citty';
import { RUNS_OPTION } from '../runs-folder.ts';
import { runsTable } from '../runs-table.ts';

export const runsList = defineCommand({
  meta: { name: 'list', description: 'List runs with their state and best figures.' },
  args: {
    runs: RUNS_OPTION,
    json: { type: 'boolean', description: 'print one JSON line a run' },
  },
  async run({ args }) {
    const runs = await listRuns(resolve(args.runs));
    if (args.json) for (const run of runs) console.log(JSON.stringify(run));
    else console.log(runs.length === 0 ? `No runs in ${resolve(args.runs)}` : runsTable(runs));
  },
});
