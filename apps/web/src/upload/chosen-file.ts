/** A file to send, with its name as dropped: the folders it lay in, too. */
export interface ChosenFile {
  readonly name: string;
  readonly file: File;
}

/** A file or folder that can't be opened: locked, or gone since it was dropped. */
export interface UnreadableEntry {
  readonly name: string;
  readonly unreadable: true;
}

export type Dropped = ChosenFile | UnreadableEntry;

/** What was chosen in a file dialog, of folders too. */
export const chosenFiles = (files: Iterable<File>): ChosenFile[] =>
  Array.from(files, (file) => ({ name: file.webkitRelativePath || file.name, file }));

/**
 * What was dropped, folders to any depth; what can't be opened is named, and the rest goes on. To be called in the drop event itself: the browser forgets the items afterwards.
 */
export function droppedFiles(data: DataTransfer): Promise<Dropped[]> {
  const entries: FileSystemEntry[] = [];
  const loose: File[] = [];
  for (const item of data.items) {
    const entry = item.webkitGetAsEntry();
    // What is dragged out of another program may be a file without a place on the disk.
    const file = entry ? null : item.getAsFile();
    if (entry) entries.push(entry);
    if (file) loose.push(file);
  }
  return filesOf(entries).then((found) => [...found, ...chosenFiles(loose)]);
}

async function filesOf(entries: readonly FileSystemEntry[]): Promise<Dropped[]> {
  const found: Dropped[] = [];
  for (const entry of entries) {
    const name = entry.fullPath.replace(/^\//, '');
    const opened = await open(entry).catch((error: unknown) => {
      if (isOfTheDisk(error)) return { name, unreadable: true } as const;
      throw error;
    });
    if (opened instanceof File) found.push({ name, file: opened });
    else if (Array.isArray(opened)) found.push(...(await filesOf(opened)));
    else found.push(opened);
  }
  return found;
}

async function open(entry: FileSystemEntry): Promise<File | FileSystemEntry[]> {
  if (isFile(entry)) return new Promise((done, failed) => entry.file(done, failed));
  return isDirectory(entry) ? entriesOf(entry) : [];
}

/** What a browser says of a file that it can't open, as against what is wrong here. */
const isOfTheDisk = (error: unknown): boolean => error instanceof DOMException;

/** A reader gives a hundred entries at a time, and an empty array at the end. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isDirectory = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
