/**
 * Files of the disk, as everything in Ichor writes them and as a person is told of them when the disk refuses. Node only.
 *
 * @example
 * await writeWhole('out/report.json', text); // there whole, and on the disk, or not there
 */
export { exists, isAbsent } from './exists.ts';
export { FileFailure, fileFailure, isFileFailure, isSystemError } from './file-failure.ts';
export { flushFolder } from './flush-folder.ts';
export { isHandedOver } from './is-handed-over.ts';
export { makeFolder, makeOutputFolder } from './make-folder.ts';
export { partPath, removeLeftovers } from './part-path.ts';
export { notAFile, readWhole } from './read-whole.ts';
export { refuseNested } from './refuse-nested.ts';
export { uidFolder } from './uid-folder.ts';
export { type Content, makeWritable, type WriteOptions, writeWhole } from './write-whole.ts';
