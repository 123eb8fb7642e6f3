import { useQuery } from '@tanstack/react-query';
import { serverQuery } from '../api/queries.ts';
import type { Dropped } from './chosen-file.ts';
import { pageUploads } from './page-uploads.ts';

/** Sends files to the server. While its limits are not known yet, the server itself refuses what is too large. */
export function useAddFiles(): (files: Promise<readonly Dropped[]>, resume?: string) => void {
  const limits = useQuery(serverQuery).data?.limits;
  return (files, resume) => void pageUploads.getState().add(files, limits, resume);
}
