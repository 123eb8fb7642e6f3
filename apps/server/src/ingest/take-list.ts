import type { FileList } from '@ichor/api';
import { IchorError } from '@ichor/notices';
import type { ServerContext } from '../context.ts';
import { addToList, tellStudies } from '../repositories/upload-files.ts';
import { uploadUnknown } from './upload-limits.ts';

/**
 * Takes in which files an upload is to bring.
 *
 * @throws IchorError `upload-unknown`, `too-many`
 */
export async function takeList(
  { db, limits }: Pick<ServerContext, 'db' | 'limits'>,
  uploadId: string,
  files: FileList['files'],
): Promise<void> {
  const { tell } = await db.transaction().execute(async (tx) => {
    const added = await addToList(tx, uploadId, files);
    if (added === undefined) throw uploadUnknown(uploadId);
    const { listed } = added;
    if (listed <= limits.uploadFiles) return added;
    throw new IchorError({
      code: 'too-many',
      subject: 'the upload',
      problem: `is to bring ${listed} files, and ${limits.uploadFiles} are the most`,
    });
  });
  if (tell) await tellStudies(db, uploadId);
}
