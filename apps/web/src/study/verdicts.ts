import type { Verdict } from './compare-with-truth.ts';

/** How a comparison with the truth reads; its key is its class. */
export const VERDICTS: Record<Verdict, string> = {
  found: 'called',
  missed: 'missed',
  'false-call': 'called',
  unread: 'not read yet',
};
