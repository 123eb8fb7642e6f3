import { type ChangeEvent, useRef } from 'react';
import { chosenFiles } from './chosen-file.ts';
import { FolderInput } from './folder-input.tsx';
import { useAddFiles } from './use-add-files.ts';

/** Two buttons, since browsers have no dialog for files and folders both. */
export function ChooseFiles({ prominent = false }: { prominent?: boolean }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const add = useAddFiles();
  const take = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const chosen = chosenFiles(currentTarget.files ?? []);
    // So that the same files can be chosen once more.
    currentTarget.value = '';
    if (chosen.length > 0) add(Promise.resolve(chosen));
  };
  return (
    <>
      <button
        type="button"
        className={prominent ? 'button first' : 'button'}
        onClick={() => files.current?.click()}
      >
        Add files or a zip
      </button>
      <button type="button" className="button" onClick={() => folder.current?.click()}>
        Add a folder
      </button>
      <input ref={files} type="file" multiple hidden aria-label="Files or zips" onChange={take} />
      <FolderInput ref={folder} label="A folder" onChange={take} />
    </>
  );
}
