import { useMutation } from '@tanstack/react-query';
import { readStudyAgain } from '../api/commands.ts';
import { Problem } from '../common/problem.tsx';

/** After a failure, or to be sure. What comes of it arrives as the study's new state. */
export function ReadAgainButton({ studyId }: { studyId: string }) {
  const { mutate, isPending, error } = useMutation({ mutationFn: () => readStudyAgain(studyId) });
  return (
    <>
      <button type="button" className="button" disabled={isPending} onClick={() => mutate()}>
        Read again
      </button>
      {error && <Problem error={error} />}
    </>
  );
}
