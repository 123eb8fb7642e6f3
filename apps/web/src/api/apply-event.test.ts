import type { SeriesStack, StudyDetail, StudyRow, Worklist } from '@ichor/api';
import { expect, it, vi } from 'vitest';
import { studyRow } from '../testing/study-row.ts';
import { applyEvent } from './apply-event.ts';
import { stackQuery, studyQuery, worklistQuery } from './queries.ts';
import { newQueryClient } from './query-client.ts';

const detailOf = (study: StudyRow): StudyDetail => ({
  study,
  series: [],
  readSeriesId: null,
  statement: null,
  bundle: null,
  refused: [],
  missingFiles: 0,
  truth: null,
});

/** A page that has the list, and the first study open. */
function page(...studies: StudyRow[]) {
  const client = newQueryClient();
  client.setQueryData<Worklist>(worklistQuery.queryKey, { studies });
  const key = studyQuery(studies[0]!.id).queryKey;
  client.setQueryData<StudyDetail>(key, detailOf(studies[0]!));
  const reloadList = vi.fn();
  return {
    reloadList,
    tell: (event: Parameters<typeof applyEvent>[1]) => applyEvent(client, event, reloadList),
    list: () => client.getQueryData<Worklist>(worklistQuery.queryKey)!.studies,
    detail: () => client.getQueryData<StudyDetail>(key)!,
    isStale: () => client.getQueryState(key)!.isInvalidated,
  };
}

const reading = (done: number, revision: number) =>
  studyRow('1', { state: { kind: 'reading', done, total: 9 }, revision });

it('shows progress in place, without asking for anything', () => {
  const open = page(reading(1, 4), studyRow('2'));
  open.tell({ kind: 'study', study: reading(5, 5) });
  expect(open.list().map(({ id }) => id)).toEqual(['1', '2']);
  expect(open.list()[0]!.state).toMatchObject({ done: 5 });
  expect(open.detail().study.state).toMatchObject({ done: 5 });
  expect(open.isStale()).toBe(false);
  expect(open.reloadList).not.toHaveBeenCalled();
});

it('loads study and list anew when a study was read: its place may be another', () => {
  const open = page(reading(8, 4), studyRow('2'));
  open.tell({ kind: 'study', study: studyRow('1', { revision: 5 }) });
  expect(open.list()[0]!.state.kind).toBe('read');
  expect(open.isStale()).toBe(true);
  expect(open.reloadList).toHaveBeenCalledOnce();
});

it('loads the stacks of a study anew when it grew, though it may have as many images as before', () => {
  const client = newQueryClient();
  const [study, stack] = [
    studyQuery('1').queryKey,
    stackQuery({ id: '7', instances: 28, computed: 0 }).queryKey,
  ];
  const series = { id: '7' } as StudyDetail['series'][number];
  client.setQueryData(study, { ...detailOf(studyRow('1', { instances: 28 })), series: [series] });
  client.setQueryData(stack, { id: '7' } as SeriesStack);
  const grown = studyRow('1', { instances: 28, revision: 2, state: { kind: 'received' } });
  applyEvent(client, { kind: 'study', study: grown }, () => {});
  expect(client.getQueryState(stack)!.isInvalidated).toBe(true);
});

it('asks for the place of a study that it did not know', () => {
  const open = page(studyRow('1'));
  open.tell({ kind: 'study', study: studyRow('9') });
  expect(open.list().map(({ id }) => id)).toEqual(['1']);
  expect(open.reloadList).toHaveBeenCalledOnce();
});

it('is not taken back by an event that was overtaken', () => {
  const open = page(studyRow('1', { revision: 9 }));
  open.tell({ kind: 'study', study: reading(2, 3) });
  expect(open.list()[0]!.state.kind).toBe('read');
  expect(open.detail().study.state.kind).toBe('read');
});

it('takes a deleted study from the list, and lets its page find out', () => {
  const open = page(studyRow('1'), studyRow('2'));
  open.tell({ kind: 'study-deleted', studyId: '1' });
  expect(open.list().map(({ id }) => id)).toEqual(['2']);
  expect(open.isStale()).toBe(true);
});

it('trusts nothing it knows after it was away', () => {
  const open = page(studyRow('1'));
  open.tell({ kind: 'hello' });
  expect(open.isStale()).toBe(true);
});
