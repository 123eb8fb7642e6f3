/** A file to send, with its name as dropped: the folders it lay in, too. */
export interface ChosenFile {
  readonly name: string;
  readonly file: File;
}

/** What was chosen in a file dialog, of folders too. */
export const chosenFiles = (files: Iterable<File>): ChosenFile[] =>
  Array.from(files, (file) => ({ name: file.webkitRelativePath || file.name, file }));

/**
 * What was dropped, folders to any depth. To be called in the drop event itself: the browser forgets the items afterwards.
 */
export function droppedFiles(data: DataTransfer): Promise<ChosenFile[]> {
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

async function filesOf(entries: readonly FileSystemEntry[]): Promise<ChosenFile[]> {
  const found: ChosenFile[] = [];
  for (const entry of entries) {
    if (isFile(entry)) {
      const file = await new Promise<File>((done, failed) => entry.file(done, failed));
      found.push({ name: entry.fullPath.replace(/^\//, ''), file });
    } else if (isDirectory(entry)) {
      found.push(...(await filesOf(await entriesOf(entry))));
    }
  }
  return found;
}

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
