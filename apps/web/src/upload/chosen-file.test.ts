import { expect, it } from 'vitest';
import { chosenFiles, droppedFiles } from './chosen-file.ts';

const file = (path: string) => ({
  isFile: true,
  isDirectory: false,
  fullPath: path,
  file: (done: (file: File) => void) => done(new File(['x'], path.split('/').at(-1)!)),
});

/** As browsers do it: a hundred entries a time, then none. */
const folder = (path: string, entries: object[]) => ({
  isFile: false,
  isDirectory: true,
  fullPath: path,
  createReader: () => {
    let read = 0;
    return {
      readEntries: (done: (some: object[]) => void) => {
        done(entries.slice(read, read + 100));
        read += 100;
      },
    };
  },
});

const dropOf = (...entries: (object | null)[]) =>
  ({
    items: entries.map((entry) =>
      entry instanceof File
        ? { webkitGetAsEntry: () => null, getAsFile: () => entry }
        : { webkitGetAsEntry: () => entry, getAsFile: () => null },
    ),
  }) as unknown as DataTransfer;

it('finds every file of dropped folders, with the folders in its name', async () => {
  const many = Array.from({ length: 250 }, (_, i) => file(`/head/series/${i}`));
  const drop = dropOf(file('/a.zip'), null, folder('/head', [folder('/head/series', many), file('/head/b')]));
  const found = await droppedFiles(drop);
  expect(found).toHaveLength(252);
  expect(found.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['a.zip', 'head/b', 'head/series/0', 'head/series/249']),
  );
});

it('takes a file without a place on the disk', async () => {
  const found = await droppedFiles(dropOf(new File(['x'], 'from-a-mail.dcm'), file('/b')));
  expect(found.map(({ name }) => name)).toEqual(['b', 'from-a-mail.dcm']);
});

it('names what can not be opened, a file or a folder, and takes the rest', async () => {
  const locked = (_: unknown, failed: (error: Error) => void) =>
    failed(new DOMException('locked', 'NotReadableError'));
  const found = await droppedFiles(
    dropOf(
      folder('/head', [
        { ...file('/head/locked'), file: locked },
        file('/head/a'),
        { ...folder('/head/series', []), createReader: () => ({ readEntries: locked }) },
        file('/head/b'),
      ]),
    ),
  );
  expect(found.filter((one) => 'file' in one).map(({ name }) => name)).toEqual(['head/a', 'head/b']);
  expect(found.filter((one) => 'unreadable' in one)).toEqual([
    { name: 'head/locked', unreadable: true },
    { name: 'head/series', unreadable: true },
  ]);
});

it('does not take a defect of its own for a locked file', async () => {
  const broken = {
    ...file('/a'),
    file: (_: unknown, failed: (error: Error) => void) => failed(new TypeError('x')),
  };
  await expect(droppedFiles(dropOf(broken))).rejects.toThrow(TypeError);
});

it('keeps the folder of what was chosen as a folder', () => {
  const inFolder = Object.assign(new File(['x'], 'b'), { webkitRelativePath: 'head/b' });
  expect(chosenFiles([new File(['x'], 'a'), inFolder]).map(({ name }) => name)).toEqual(['a', 'head/b']);
});
