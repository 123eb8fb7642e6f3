import { openUploads, type SeriesRow, seriesStack, serverInfo, studyDetail, worklist } from '@ichor/api';
import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';

/** What the page asks the server for; an id in a path is always a number, but what comes from the address is not. */
export const serverQuery = queryOptions({
  queryKey: ['server'],
  queryFn: ({ signal }) => request(serverInfo, '/api/server', { signal }),
});

export const worklistQuery = queryOptions({
  queryKey: ['worklist'],
  queryFn: ({ signal }) => request(worklist, '/api/studies', { signal }),
});

/** Uploads that lack files. */
export const openUploadsQuery = queryOptions({
  queryKey: ['uploads'],
  queryFn: ({ signal }) => request(openUploads, '/api/uploads', { signal }),
});

export const studyQuery = (studyId: string) =>
  queryOptions({
    queryKey: ['study', studyId],
    queryFn: ({ signal }) => request(studyDetail, `/api/studies/${encodeURIComponent(studyId)}`, { signal }),
  });

/** Of all stacks of a series. */
export const stacksQueryKey = (seriesId: string) => ['stack', seriesId];

/** Known by the numbers of its slices too: a series that grew, or of which slices were computed, has another stack. */
export const stackQuery = ({ id, instances, computed }: Pick<SeriesRow, 'id' | 'instances' | 'computed'>) =>
  queryOptions({
    queryKey: [...stacksQueryKey(id), instances, computed],
    queryFn: ({ signal }) => request(seriesStack, `/api/series/${id}/stack`, { signal }),
  });
