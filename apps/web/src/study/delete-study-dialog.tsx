import type { StudyRow } from '@ichor/api';
import { useMutation } from '@tanstack/react-query';
import { deleteStudy } from '../api/commands.ts';
import { counted } from '../common/counted.ts';
import { Dialog } from '../common/dialog.tsx';
import { shownName } from '../common/format-patient.ts';
import { Problem } from '../common/problem.tsx';

/** Asks before a study goes for good. `named`: from the list, where one of many could be meant. */
export function DeleteStudyDialog(props: {
  study: StudyRow;
  named?: boolean;
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { study, named = false, onClose, onDeleted } = props;
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => deleteStudy(study.id),
    onSuccess: () => {
      onClose();
      onDeleted();
    },
  });
  const name = named ? shownName(study) : null;
  return (
    <Dialog title={name ? `Delete the study of ${name}?` : 'Delete the study?'} onClose={onClose}>
      <p>
        Its {counted(study.instances, 'image')} and its report are removed from this machine. The files that
        it was made from stay where you have them.
      </p>
      {error && <Problem error={error} />}
      <div className="actions">
        {/* biome-ignore lint/a11y/noAutofocus: the harmless answer is the one that Enter gives */}
        <button type="button" className="button" autoFocus onClick={onClose}>
          Keep it
        </button>
        <button type="button" className="button risky" disabled={isPending} onClick={() => mutate()}>
          Delete it
        </button>
      </div>
    </Dialog>
  );
}
