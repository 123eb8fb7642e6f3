import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readWhole } from '@ichor/files';
import { IchorError } from '@ichor/notices';
import { DEVICES, type Progress, type Recipe, train as runRecipe, trainFolds } from '@ichor/training';
import { defineCommand } from 'citty';
import { oneOf, usageError, wholeNumber } from '../options.ts';
import { duration, ProgressLine } from '../progress-line.ts';
import { RUNS_OPTION } from '../runs-folder.ts';

/** What may begin without being asked. */
const MOST_HOURS = 48;

export const train = defineCommand({
  meta: {
    name: 'train',
    description: `Run a recipe: prepare its data, train, and score the slices that were held out.
Ctrl-C ends it at a checkpoint; a second Ctrl-C ends it at once.`,
  },
  args: {
    recipe: { type: 'positional', description: 'a file of recipes/', required: true },
    data: {
      type: 'string',
      description: 'folder of the recipe’s data on disk',
    },
    name: { type: 'string', description: 'name of the run (default: the recipe’s)' },
    runs: RUNS_OPTION,
    fold: {
      type: 'string',
      description:
        'train without this fold of the recipe’s split (from 0) and predict it; "all": each in turn',
    },
    init: {
      type: 'string',
      description:
        'bundle, run or file (.safetensors, .pth, .pt, .onnx) whose weights to start from; with --fold, none that saw its patients',
    },
    set: { type: 'string', description: 'change one value of the recipe, such as epochs=2; again for more' },
    limit: { type: 'string', description: 'at most so many slices of each source: to try a recipe out' },
    rehash: {
      type: 'boolean',
      description: 'read every byte of the data, not only what has another time or size',
    },
    device: {
      type: 'string',
      default: 'cpu',
      description: `what to train on: ${DEVICES.join(', ')}. Where it is not there, nothing is trained`,
    },
    lowerings: {
      type: 'string',
      default: 'fixed',
      description:
        'fixed: the same arithmetic in every run; timed: what is fastest on this processor, timed once and kept',
    },
    yes: { type: 'boolean', description: `train even where it takes more than ${MOST_HOURS} hours` },
    resume: { type: 'boolean', description: 'go on from the run’s last checkpoint' },
    json: { type: 'boolean', description: 'print one JSON line at the end' },
  },
  async run({ args, rawArgs }) {
    const recipe = withSettings(await loadRecipe(args.recipe), settings(rawArgs));
    if (args.lowerings === 'timed' && args.device !== 'cpu')
      throw usageError('--lowerings timed', 'Leave it out: only what the processor does is timed.');
    const progress = new ProgressLine();
    const abort = new AbortController();
    process.once('SIGINT', () => abort.abort(interrupted(args.recipe)));
    let lastPrinted = 0;
    const options = {
      runsFolder: resolve(args.runs),
      name: args.name ?? basename(args.recipe, '.ts'),
      ...(args.data !== undefined && { data: folders(recipe, args.data) }),
      ...(args.init !== undefined && { init: args.init }),
      ...(args.limit !== undefined && { limit: wholeNumber('--limit', args.limit) }),
      device: oneOf('--device', args.device, DEVICES),
      lowerings: oneOf('--lowerings', args.lowerings, ['fixed', 'timed'] as const),
      ...(args.rehash && { rehash: true }),
      ...(args.resume && { resume: true }),
      ...(args.yes ? {} : { mostHours: MOST_HOURS }),
      onEstimate: (secondsLeft: number) => {
        progress.clear();
        console.error(`By the first steps, ${duration(secondsLeft)} to the end.`);
      },
      signal: abort.signal,
      onProgress: (p: Progress) => {
        progress.show(progressText(p));
        // Without a terminal, a line a minute tells a log that the run is alive.
        if (!process.stderr.isTTY && performance.now() - lastPrinted > 60_000) {
          lastPrinted = performance.now();
          console.error(progressText(p));
        }
      },
    };
    if (args.fold === 'all') {
      const { folder, oof, folds } = await trainFolds(recipe, options);
      progress.clear();
      console.log(
        args.json
          ? JSON.stringify({ folder, oof })
          : `${folds.length} folds in ${folder}; out-of-fold predictions in ${oof}`,
      );
      return;
    }
    const fold = args.fold === undefined ? undefined : wholeNumber('--fold', args.fold);
    const folder = await runRecipe(recipe, { ...options, ...(fold !== undefined && { fold }) });
    progress.clear();
    console.log(args.json ? JSON.stringify({ folder }) : `Run in ${folder}`);
  },
});

function progressText(p: Progress): string {
  const parts = [`${p.phase} ${p.done}/${p.total}`];
  if (p.epoch !== undefined) parts.push(`epoch ${p.epoch + 1}`);
  if (p.loss !== undefined) parts.push(`loss ${p.loss.toFixed(4)}`);
  if (p.imagesPerSecond !== undefined) parts.push(`${p.imagesPerSecond.toFixed(1)} images/s`);
  if (p.secondsLeft !== undefined) parts.push(`${duration(p.secondsLeft)} left`);
  return parts.join(', ');
}

async function loadRecipe(path: string): Promise<Recipe> {
  // Says what is wrong with the path, where that is it; a pipe would be waited for.
  await readWhole(path);
  const module = (await import(pathToFileURL(resolve(path)).href).catch((cause: unknown) => {
    throw new IchorError({
      code: 'recipe-not-found',
      subject: path,
      problem: 'cannot be loaded as a recipe',
      cause,
    });
  })) as { default?: Recipe };
  if (!module.default) {
    throw new IchorError({
      code: 'recipe-not-found',
      subject: path,
      problem: 'has no default export',
      remedy: 'A recipe file ends in "export default { ... } satisfies Recipe".',
    });
  }
  return module.default;
}

/** Every `--set key=value` of the command line; citty itself keeps only the last. */
function settings(rawArgs: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  rawArgs.forEach((arg, i) => {
    const text = arg === '--set' ? rawArgs[i + 1] : arg.startsWith('--set=') ? arg.slice(6) : undefined;
    if (text === undefined) return;
    const at = text.indexOf('=');
    if (at < 1) throw usageError(`--set ${text}`, 'Give it as key=value, such as epochs=2.');
    pairs.push([text.slice(0, at), text.slice(at + 1)]);
  });
  return pairs;
}

function withSettings(recipe: Recipe, pairs: readonly [string, string][]): Recipe {
  const changed: Record<string, unknown> = { ...recipe };
  for (const [key, text] of pairs) {
    if (!(key in recipe))
      throw usageError(`--set ${key}`, `The recipe has ${Object.keys(recipe).join(', ')}.`);
    const before = changed[key];
    const value = typeof before === 'number' ? Number(text) : typeof before === 'string' ? text : undefined;
    if (value === undefined || Number.isNaN(value))
      throw usageError(`--set ${key}=${text}`, 'Only numbers and words can be set.');
    changed[key] = value;
  }
  return changed as unknown as Recipe;
}

/** The one folder of --data serves every source of the recipe that reads from disk. */
function folders(recipe: Recipe, folder: string): Record<string, string> {
  const kinds = recipe.data.map(({ source }) => source.kind).filter((kind) => kind !== 'simulated');
  if (kinds.length === 0)
    throw usageError(`--data ${folder}`, 'Leave it out: the recipe simulates its data.');
  return Object.fromEntries(kinds.map((kind) => [kind, resolve(folder)]));
}

function interrupted(subject: string): IchorError {
  return new IchorError({
    code: 'interrupted',
    subject,
    problem: 'was interrupted',
  });
}
