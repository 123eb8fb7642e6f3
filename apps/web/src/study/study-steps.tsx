import { useQuery } from '@tanstack/react-query';
import { worklistQuery } from '../api/queries.ts';
import { usePageKey } from '../common/use-page-key.ts';
import { navigate } from '../shell/navigate.ts';

/** From study to study in the order of the worklist, without going back to it. */
export function StudySteps({ studyId }: { studyId: string }) {
  const studies = useQuery(worklistQuery).data?.studies ?? [];
  const place = studies.findIndex(({ id }) => id === studyId);
  const open = (at: number) => {
    const study = place < 0 ? undefined : studies[at];
    if (study) navigate(`/studies/${study.id}`);
  };
  usePageKey('n', () => open(place + 1));
  usePageKey('p', () => open(place - 1));
  if (place < 0) return <span className="place" />;
  return (
    <>
      <span className="place">
        Study {place + 1} of {studies.length}
      </span>
      <button
        type="button"
        className="button step"
        aria-label="Previous study (p)"
        title="Previous study (p)"
        disabled={place === 0}
        onClick={() => open(place - 1)}
      >
        ‹
      </button>
      <button
        type="button"
        className="button step"
        aria-label="Next study (n)"
        title="Next study (n)"
        disabled={place === studies.length - 1}
        onClick={() => open(place + 1)}
      >
        ›
      </button>
    </>
  );
}
