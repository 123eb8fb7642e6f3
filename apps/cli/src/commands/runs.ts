import { defineCommand } from 'citty';
import { runsList } from './runs-list.ts';
import { runsShow } from './runs-show.ts';

export const runs = defineCommand({
  meta: { name: 'runs', description: 'List the runs that were trained, or draw the curves of one.' },
  default: 'list',
  subCommands: { list: runsList, show: runsShow },
});
