import type { RunSummary } from '@ichor/training';
import { textTable } from './text-table.ts';

/** Runs, a line each, and below what is wrong with those that are damaged. */
export function runsTable(runs: readonly RunSummary[]): string {
  const figure = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(4));
  const rows = runs.map((run) => [
    run.name,
    run.state,
    run.architecture === undefined ? '' : `${run.architecture} ${run.size} px`,
    run.epochs === undefined ? '' : `${run.epoch}/${run.epochs}`,
    run.step === undefined ? '' : String(run.step),
    figure(run.loss),
    figure(run.bestLogLoss),
    figure(run.bestAuc),
  ]);
  const header = ['run', 'state', 'network', 'epoch', 'steps', 'loss', 'held out', 'AUC'];
  const problems = runs.flatMap(({ name, problem }) =>
    problem === undefined ? [] : [`${name}: ${problem}`],
  );
  return [textTable(header, rows), ...problems].join('\n');
}
