import type { OpenUpload } from '@ichor/api';
import { useMutation } from '@tanstack/react-query';
import { type ChangeEvent, useRef, useState } from 'react';
import { declareUploadWhole } from '../api/commands.ts';
import { counted } from '../common/counted.ts';
import { Problem } from '../common/problem.tsx';
import { chosenFiles } from './chosen-file.ts';
import { FolderInput } from './folder-input.tsx';
import { useAddFiles } from './use-add-files.ts';
import { WholeDialog } from './whole-dialog.tsx';

/** What can be done about files that did not arrive. */
export function MissingFilesButtons({ upload: { id, missing, studyIds } }: { upload: OpenUpload }) {
  const folder = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState(false);
  const { mutate: forget, isPending, error } = useMutation({ mutationFn: () => declareUploadWhole(id) });
  const add = useAddFiles();
  const take = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const chosen = chosenFiles(currentTarget.files ?? []);
    currentTarget.value = '';
    if (chosen.length > 0) add(Promise.resolve(chosen), id);
  };
  return (
    <>
      <p className="quiet">
        Choose the folder again, or drop on the page what was dropped before: only what is missing is sent.
      </p>
      <div className="choices">
        <button type="button" className="button first" onClick={() => folder.current?.click()}>
          Choose the folder again
        </button>
        {studyIds.length > 0 ? (
          <button type="button" className="button" onClick={() => setAsking(true)}>
            These are all the files
          </button>
        ) : (
          <button type="button" className="button" disabled={isPending} onClick={() => forget()}>
            Forget it
          </button>
        )}
      </div>
      <FolderInput ref={folder} label="The folder of the upload" onChange={take} />
      {error && <Problem error={error} />}
      {asking && (
        <WholeDialog declare={() => declareUploadWhole(id)} onClose={() => setAsking(false)}>
          {counted(missing, 'file')} of this upload did not arrive. If there are no more,{' '}
          {studyIds.length === 1 ? 'its study is taken as it is' : 'its studies are taken as they are'}, and
          nothing more is waited for.
        </WholeDialog>
      )}
    </>
  );
}
