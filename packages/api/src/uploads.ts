import Type, { type Static } from 'typebox';
import { closed, count, id, moment, nullable, text } from './parts.ts';

/**
 * POST /api/uploads: a drop of files, folders or zips; its files follow one by one. Whoever tells the server first which they
 * are ({@link fileList}) is told when some did not come, and their studies are incomplete until they do; an upload without a
 * list is taken for what came of it.
 */
export const uploadStarted = closed({ uploadId: id });
export type UploadStarted = Static<typeof uploadStarted>;

/** One file of a list. */
const listedFile = closed({
  /** As its PUT will name it: with its folder; a zip is one file. */
  name: Type.String({ minLength: 1, maxLength: 4096 }),
  /** null where it can't be opened: it belongs to the upload all the same. */
  bytes: nullable(count),
});

/**
 * POST /api/uploads/:id/list: which files the upload is to bring, all of them before the first is sent, in as many requests as
 * wanted of at most a megabyte each. A name told twice counts once; told with another size it is to come again. Every file that
 * was answered for with 200 has come, whatever became of it. The list is forgotten when all have come.
 */
export const fileList = closed({ files: Type.Array(listedFile, { minItems: 1, maxItems: 10_000 }) });
export type FileList = Static<typeof fileList>;

/** GET /api/uploads/:id/list */
export const uploadList = closed({
  files: Type.Array(
    closed({
      ...listedFile.properties,
      /** Of the bytes that came; null while they have not. */
      sha256: nullable(text),
    }),
  ),
});
export type UploadList = Static<typeof uploadList>;

/** An upload that lacks files. */
const openUpload = closed({
  id,
  startedAt: moment,
  files: count,
  missing: count,
  /** Nothing has come for the quiet time: it goes on when its files are sent into it. */
  brokenOff: Type.Boolean(),
  studyIds: Type.Array(id),
});
export type OpenUpload = Static<typeof openUpload>;

/**
 * GET /api/uploads: those that lack files, the newest first. POST /api/uploads/:id/whole says that no more will come of one,
 * POST /api/studies/:id/whole that a study has all its files: it is then what its reading says.
 */
export const openUploads = closed({ uploads: Type.Array(openUpload) });
export type OpenUploads = Static<typeof openUploads>;

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
  /** Files of its list that have not come. */
  missing: count,
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
