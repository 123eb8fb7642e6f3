import { useQuery } from '@tanstack/react-query';
import { serverQuery, worklistQuery } from '../api/queries.ts';
import { formatDuration } from '../common/format-duration.ts';
import { Problem } from '../common/problem.tsx';
import { Link } from '../shell/link.tsx';
import { ChooseFiles } from '../upload/choose-files.tsx';
import { UploadList } from '../upload/upload-list.tsx';
import { SearchBox } from './search-box.tsx';
import { StudyList } from './study-list.tsx';
import './worklist.css';

/** The studies that wait to be looked at, and where more are dropped. */
export function WorklistPage() {
  const { data, error, refetch } = useQuery(worklistQuery);
  const empty = data?.studies.length === 0;
  return (
    <div className="worklist">
      <div className="worklist-head">
        <h1>Worklist</h1>
        {!empty && <ChooseFiles />}
        {!empty && <span className="hint">or drop them anywhere on the page</span>}
        {!empty && <SearchBox />}
      </div>
      {data && !empty && <StudyList studies={data.studies} />}
      {empty && <Invitation />}
      {/* Below: what comes and goes above the list would move its rows under the pointer. */}
      <UploadList />
      {!data && error && (
        <Problem error={error}>
          <button type="button" className="button" onClick={() => void refetch()}>
            Try again
          </button>
        </Problem>
      )}
      {!data && !error && <p className="quiet">Loading the worklist</p>}
    </div>
  );
}

/** The list with nothing on it: what can be done. */
function Invitation() {
  const quietSeconds = useQuery(serverQuery).data?.quietSeconds;
  return (
    <div className="invitation">
      <h2>No study is here yet</h2>
      <p>
        Drop a head CT anywhere on this page: DICOM or NIfTI files, a folder of them, or a zip.
        {quietSeconds !== undefined &&
          ` It is read ${formatDuration(quietSeconds * 1000)} after its last file came.`}
      </p>
      <div className="buttons">
        <ChooseFiles prominent />
        <Link href="/studies/new" className="button">
          Make a patient
        </Link>
      </div>
      <p className="quiet">Files stay on this machine.</p>
    </div>
  );
}
