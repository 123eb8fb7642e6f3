import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { notice } from '@ichor/notices';
import { exampleBundle } from '@ichor/testing/example-bundle';
import { openFakeBundle } from '@ichor/testing/open-fake-bundle';
import { tinySeries } from '@ichor/testing/tiny-series';
import { describe, expect, it } from 'vitest';
import { readAskedSeries } from './read-asked-series.ts';

const blood = { x: 30, y: 0, fromMm: 17, toMm: 33 };
const { operatingPoints } = exampleBundle({ threshold: 0.1 });
const { thresholds } = operatingPoints[0]!;
const high = exampleBundle({ threshold: 0.9 });
const unreadable = { series: { unreadableSopInstanceUids: ['1.2.3.99'] } };

describe('readAskedSeries', () => {
  it('calls what reaches its threshold, and shows it on the slices that made the score', async () => {
    const { opened } = await openFakeBundle({ operatingPoints });
    const report = await readAskedSeries(opened, tinySeries({ blood }));
    expect(report).toMatchObject({ status: 'read', reason: null, answer: 'above-threshold' });
    expect(report.statement).toBe('above threshold: epidural, any');
    expect(report.calls.map(({ type }) => type)).toEqual(['epidural', 'any']);
    expect(report.calls[0]).toMatchObject({ threshold: 0.1, thresholdFrom: thresholds.any.from });
    expect(report.keySlices).toEqual(['1.2.3.5', '1.2.3.6', '1.2.3.7']);
    expect(report.heatmaps).toHaveLength(6);
    expect(new Set(report.heatmaps.map(({ type }) => type))).toEqual(new Set(['epidural', 'any']));
    expect(report.slices.map(({ positionMm }) => positionMm)).toEqual(tinySeries().positionsMm);
    for (const { scores } of report.slices) expect(Object.keys(scores)).toEqual([...HEMORRHAGE_TYPES]);
  });

  it('says that nothing above threshold excludes nothing, and shows the highest slices without heatmaps', async () => {
    const { opened } = await openFakeBundle({ operatingPoints: high.operatingPoints });
    const report = await readAskedSeries(opened, tinySeries({ blood }));
    expect(report.statement).toBe('nothing above threshold; does not exclude hemorrhage');
    expect(report.calls).toEqual([]);
    expect(report.heatmaps).toEqual([]);
    expect(report.keySlices).toEqual(['1.2.3.5', '1.2.3.6', '1.2.3.7']);
  });

  it('cannot say anything negative of an incomplete series', async () => {
    const { opened } = await openFakeBundle({ operatingPoints: high.operatingPoints });
    const report = await readAskedSeries(opened, tinySeries({ blood, ...unreadable }));
    expect(report).toMatchObject({
      status: 'incomplete',
      reason: '1 slice of 13 could not be read',
      answer: 'incomplete',
      statement: 'incomplete: cannot say',
    });
    expect(report.scores).not.toBeNull();
    expect(report.notices).toContainEqual(
      expect.objectContaining({ code: 'slice-unreadable', sopInstanceUids: ['1.2.3.99'] }),
    );
  });

  it('scores a series in which slices are missing, and cannot say anything negative of it', async () => {
    const { opened } = await openFakeBundle({ operatingPoints: high.operatingPoints });
    for (const [missingSlices, reason] of [
      [1, '1 slice seems to be missing'],
      [3, '3 slices seem to be missing'],
    ] as const) {
      const report = await readAskedSeries(opened, tinySeries({ series: { missingSlices } }));
      expect(report).toMatchObject({ status: 'incomplete', reason, answer: 'incomplete' });
      expect(report.scores).not.toBeNull();
    }
    const both = tinySeries({ series: { missingSlices: 1, ...unreadable.series } });
    expect((await readAskedSeries(opened, both)).reason).toBe(
      '1 slice of 13 could not be read; 1 slice seems to be missing',
    );
  });

  it('lets a positive call of an incomplete series stand', async () => {
    const { opened } = await openFakeBundle({ operatingPoints });
    const report = await readAskedSeries(opened, tinySeries({ blood, ...unreadable }));
    expect(report).toMatchObject({ status: 'incomplete', answer: 'above-threshold' });
    expect(report.statement).toContain('incomplete: cannot say more');
  });

  it('scores nothing of a series of which nothing is left', async () => {
    const { opened, session } = await openFakeBundle();
    const report = await readAskedSeries(opened, tinySeries({ slices: 0, ...unreadable }));
    expect(report).toMatchObject({ status: 'incomplete', answer: 'incomplete', scores: null, slices: [] });
    expect(session.runs).toEqual([]);
  });

  it('reads what would not be read by itself, and says why it would not', async () => {
    const { opened } = await openFakeBundle();
    const agent = { slice: { header: { contrastBolusAgent: 'Ultravist' } } };
    const report = await readAskedSeries(opened, tinySeries(agent));
    expect(report).toMatchObject({ status: 'read', reason: null });
    expect(report.scores).not.toBeNull();
    const asked = report.notices.find(({ code }) => code === 'asked-for');
    expect(asked?.message).toContain('contrast medium');
    const few = await readAskedSeries(opened, tinySeries({ slices: 4 }));
    expect(few.status).toBe('read');
    expect(few.notices.find(({ code }) => code === 'asked-for')?.message).toContain('4 slices');
  });

  it('does not run a series that it refuses', async () => {
    const { opened, session } = await openFakeBundle();
    const report = await readAskedSeries(opened, tinySeries({ slice: { header: { modality: 'MR' } } }));
    expect(report).toMatchObject({
      status: 'refused',
      answer: 'not-read',
      scores: null,
      statement: 'not read: cannot say',
    });
    expect(session.runs).toEqual([]);
  });

  it('does not repeat a notice that the series has', async () => {
    const { opened } = await openFakeBundle();
    const notices = [
      notice('slice-unreadable', { code: 'pixel-data-short', problem: 'is cut short' }, ['1.2.3.99']),
    ];
    const report = await readAskedSeries(opened, tinySeries({ series: { ...unreadable.series, notices } }));
    expect(report.notices.filter(({ code }) => code === 'slice-unreadable')).toEqual(notices);
  });

  it('gives each thin slice the score of the sample nearest to it', async () => {
    const { opened } = await openFakeBundle({ operatingPoints });
    const report = await readAskedSeries(opened, tinySeries({ slices: 56, spacingMm: 1, blood }), {
      heatmaps: false,
    });
    expect(report.slices).toHaveLength(56);
    expect(report.heatmaps).toEqual([]);
    expect(report.slices[24]!.scores).toEqual(report.slices[25]!.scores);
    expect(report.slices[25]!.scores.epidural).toBeGreaterThan(report.slices[0]!.scores.epidural);
    expect(report.keySlices).toEqual(['1.2.3.21', '1.2.3.26', '1.2.3.31']);
  });
});
