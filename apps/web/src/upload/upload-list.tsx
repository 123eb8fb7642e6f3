import { useQuery } from '@tanstack/react-query';
import { openUploadsQuery } from '../api/queries.ts';
import { BrokenUpload } from './broken-upload.tsx';
import { usePageUploads } from './page-uploads.ts';
import { UploadItem } from './upload-item.tsx';
import './upload-list.css';

/** What was dropped and how far it is; and what broke off earlier, or in another window. */
export function UploadList() {
  const uploads = usePageUploads();
  const open = useQuery(openUploadsQuery).data?.uploads ?? [];
  const brokenOff = open.filter((upload) => upload.brokenOff);
  const others = brokenOff.filter(({ id }) => !uploads.some((upload) => upload.id === id));
  if (uploads.length + others.length === 0) return null;
  return (
    <section aria-label="Uploads" className="uploads">
      {uploads.map((upload) => (
        <UploadItem key={upload.key} upload={upload} lacking={brokenOff.find(({ id }) => id === upload.id)} />
      ))}
      {others.map((upload) => (
        <BrokenUpload key={upload.id} upload={upload} />
      ))}
    </section>
  );
}
