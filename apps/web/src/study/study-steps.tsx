import { useQuery } from '@tanstack/react-query';
import { worklistQuery } from '../api/queries.ts';
import { usePageKey } from '../common/use-page-key.ts';
import { navigate } from '../shell/navigate.ts';
import { filterStudies } from '../worklist/filter-studies.ts';
import { useWorklistView } from '../worklist/worklist-view.ts';

/** From study to study in the order of the worklist, as it is narrowed, without going back to it. */
export function StudySteps({ studyId }: { studyId: string }) {
  const all = useQuery(worklistQuery).data?.studies ?? [];
  const { group, search } = useWorklistView();
  const narrowed = filterStudies(all, group, search);
  // One that no longer matches, since it was read meanwhile, has its place among all.
  const studies = narrowed.some(({ id }) => id === studyId) ? narrowed : all;
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
        {studies.length < all.length && ' on the narrowed list'}
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
