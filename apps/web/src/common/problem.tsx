import type { ReactNode } from 'react';
import { asIchorError } from '../api/request.ts';
import './problem.css';

/** What went wrong and what can be done about it, as the server or the page worded it. */
export function Problem({ error, children }: { error: unknown; children?: ReactNode }) {
  const { subject, problem, remedy } = asIchorError(error);
  return (
    <div className="problem" role="alert">
      <strong>
        {subject}: {problem}
      </strong>
      <span>{remedy}</span>
      {children}
    </div>
  );
}
