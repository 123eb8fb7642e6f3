import Type, { type Static } from 'typebox';
import { closed, count, id, text } from './parts.ts';

/** POST /api/uploads: a drop of files, folders or zips; its files follow one by one. */
export const uploadStarted = closed({ uploadId: id });
export type UploadStarted = Static<typeof uploadStarted>;

/** What became of one file, or of one entry of a zip. */
export const fileOutcome = closed({
  /** As dropped, with its folder; of a zip's entry `archive.zip/entry`. */
  name: text,
  /**
   * `known`: the same bytes were here already. `refused`: with code and reason. `index`: a DICOMDIR, which lists other files and
   * isn't needed.
   */
  outcome: Type.Enum(['stored', 'known', 'refused', 'index']),
  code: Type.Optional(text),
  reason: Type.Optional(text),
});
export type FileOutcome = Static<typeof fileOutcome>;

/** PUT /api/uploads/:id/files?name=NAME with the bytes as application/octet-stream; a zip has many outcomes. */
export const fileOutcomes = closed({ files: Type.Array(fileOutcome) });
export type FileOutcomes = Static<typeof fileOutcomes>;

/** POST /api/uploads/:id/end */
export const uploadEnded = closed({
  stored: count,
  known: count,
  refused: count,
  studyIds: Type.Array(id),
});
export type UploadEnded = Static<typeof uploadEnded>;

/** What a server takes; what is larger is refused with a reason. GET /api/server says them. */
export const uploadLimits = closed({
  fileBytes: count,
  uploadBytes: count,
  uploadFiles: count,
  zipEntries: count,
  /** A zip may expand to so many times its size. */
  zipExpansion: count,
  /** Zips in zips. */
  zipNesting: count,
});
export type UploadLimits = Static<typeof uploadLimits>;
