import type { AnyCommand } from './usage-text.ts';

/** Every command by its verb; each is loaded when it is asked for. */
export const COMMANDS: Readonly<Record<string, () => Promise<AnyCommand>>> = {
  analyze: () => import('./commands/analyze.ts').then((m) => m.analyze),
  bundle: () => import('./commands/bundle.ts').then((m) => m.bundle),
  database: () => import('./commands/database.ts').then((m) => m.database),
  deidentify: () => import('./commands/deidentify.ts').then((m) => m.deidentify),
  demo: () => import('./commands/demo.ts').then((m) => m.demo),
  doctor: () => import('./commands/doctor.ts').then((m) => m.doctor),
  evaluate: () => import('./commands/evaluate.ts').then((m) => m.evaluate),
  open: () => import('./commands/open.ts').then((m) => m.open),
  runs: () => import('./commands/runs.ts').then((m) => m.runs),
  pixels: () => import('./commands/pixels.ts').then((m) => m.pixels),
  inspect: () => import('./commands/inspect.ts').then((m) => m.inspect),
  serve: () => import('./commands/serve.ts').then((m) => m.serve),
  server: () => import('./commands/server.ts').then((m) => m.server),
  simulate: () => import('./commands/simulate.ts').then((m) => m.simulate),
  store: () => import('./commands/store.ts').then((m) => m.store),
  train: () => import('./commands/train.ts').then((m) => m.train),
  watch: () => import('./commands/watch.ts').then((m) => m.watch),
  weights: () => import('./commands/weights.ts').then((m) => m.weights),
  worker: () => import('./commands/worker.ts').then((m) => m.worker),
};
