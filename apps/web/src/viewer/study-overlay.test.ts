import { namedScores } from '@ichor/ct';
import type { SeriesReport } from '@ichor/report';
import { describe, expect, it } from 'vitest';
import { StudyOverlay } from './study-overlay.ts';

const heatmap = (sopInstanceUid: string, type: SeriesReport['heatmaps'][number]['type']) => ({
  sopInstanceUid,
  type,
  rows: 1,
  columns: 1,
  box: { row: 0, column: 0, rows: 1, columns: 1 },
  data: [100],
});
const call = (type: SeriesReport['calls'][number]['type'], threshold: number) => ({
  type,
  score: 0.5,
  threshold,
  thresholdFrom: 'a test',
});
const scored = (sopInstanceUid: string, scores: number[]) => ({
  sopInstanceUid,
  positionMm: 0,
  scores: namedScores(scores),
});

const report: SeriesReport = {
  seriesInstanceUid: '1',
  status: 'read',
  reason: null,
  answer: 'above-threshold',
  statement: 'above threshold',
  notices: [{ code: 'repaired', message: 'Repaired.', sopInstanceUids: ['b'] }],
  scores: namedScores([0, 0, 0, 0, 0, 0]),
  calls: [call('epidural', 0.4), call('subarachnoid', 0.01), call('any', 0.1)],
  keySlices: ['c', 'b', 'gone'],
  heatmaps: [
    heatmap('b', 'any'),
    heatmap('b', 'epidural'),
    heatmap('b', 'subarachnoid'),
    heatmap('c', 'any'),
  ],
  // Epidural is high and 1.5 times its threshold, subarachnoid low and 5 times its own.
  slices: [scored('b', [0.6, 0, 0, 0.05, 0, 0.9]), scored('c', [0.5, 0, 0, 0.02, 0, 0.95])],
};
const overlay = new StudyOverlay(report, ['a', 'b', 'c']);

describe('StudyOverlay', () => {
  it('knows what is said of which slice, and leaves out what is not in the stack', () => {
    expect(overlay.keySlices).toEqual([1, 2]);
    expect(overlay.notices(1)).toEqual(['Repaired.']);
    expect(overlay.notices(0)).toEqual([]);
    expect(overlay.heatmaps(0)).toEqual([]);
    expect(overlay.scores(0)).toBeUndefined();
  });

  it('shows the type that is farthest above its threshold first, and any last', () => {
    expect(overlay.heatmaps(1).map((map) => map.type)).toEqual(['subarachnoid', 'epidural', 'any']);
    expect(overlay.keyTypes(1)).toEqual(['subarachnoid', 'epidural']);
    expect(overlay.keyTypes(2)).toEqual(['any']);
  });

  it('opens a study at the highest slice of its strongest call, whatever the order of the key slices', () => {
    expect(overlay.strongest).toBe(1);
    const opening = (of: Partial<SeriesReport>) =>
      new StudyOverlay({ ...report, ...of }, ['a', 'b', 'c', 'd']).strongest;
    const slices = [
      scored('a', [0.9, 0, 0, 0, 0.1, 0.9]),
      scored('b', [0.1, 0, 0, 0, 0.8, 0.9]),
      scored('c', [0.1, 0, 0, 0, 0.8, 0.97]),
      scored('d', [0.1, 0, 0, 0, 0.8, 0.9]),
    ];
    const keySlices = ['d', 'a', 'c', 'b'];
    const calls = [
      { ...call('any', 0.1), score: 0.9 },
      { ...call('subdural', 0.3), score: 0.8 },
      { ...call('epidural', 0.88), score: 0.9 },
    ];
    // The middle one of three equal subdural ones; epidural is hardly above its threshold.
    expect(opening({ slices, keySlices, calls })).toBe(2);
    expect(opening({ slices, keySlices, calls: [calls[2]!] })).toBe(0);
    expect(opening({ slices, keySlices: ['b', 'd', 'c'], calls: [calls[0]!] })).toBe(2);
    expect(opening({ slices, keySlices: ['b', 'd', 'c'], calls: [] })).toBe(2);
    expect(opening({ slices: [], keySlices: [], calls: [] })).toBeUndefined();
  });

  it('shows the type that is asked for where the slice has it', () => {
    expect(overlay.heatmap(1, 'epidural')?.type).toBe('epidural');
    expect(overlay.heatmap(2, 'epidural')?.type).toBe('any');
    expect(overlay.heatmap(0, 'epidural')).toBeUndefined();
  });

  it('says nothing without a report', () => {
    const silent = new StudyOverlay(null, ['a']);
    expect([silent.keySlices, silent.strongest, silent.heatmaps(0)]).toEqual([[], undefined, []]);
  });
});
