import { useStore } from 'zustand';
import { httpTransport } from './upload-transport.ts';
import { createUploads, type Upload } from './uploads.ts';

/** The uploads of this page, whichever part of it is open. */
export const pageUploads = createUploads(httpTransport);

export const usePageUploads = (): readonly Upload[] => useStore(pageUploads, ({ uploads }) => uploads);
