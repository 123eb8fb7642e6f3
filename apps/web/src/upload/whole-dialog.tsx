import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Dialog } from '../common/dialog.tsx';
import { Problem } from '../common/problem.tsx';

/** Asks before files that did not arrive are no longer waited for. */
export function WholeDialog(props: {
  declare: () => Promise<unknown>;
  onClose: () => void;
  /** What follows from it. */
  children: ReactNode;
}) {
  const { declare, onClose, children } = props;
  const { mutate, isPending, error } = useMutation({ mutationFn: declare, onSuccess: onClose });
  return (
    <Dialog title="Are these all the files?" onClose={onClose}>
      <p>{children}</p>
      {error && <Problem error={error} />}
      <div className="actions">
        {/* biome-ignore lint/a11y/noAutofocus: the harmless answer is the one that Enter gives */}
        <button type="button" className="button" autoFocus onClick={onClose}>
          No, files are missing
        </button>
        <button type="button" className="button" disabled={isPending} onClick={() => mutate()}>
          Yes, these are all
        </button>
      </div>
    </Dialog>
  );
}
