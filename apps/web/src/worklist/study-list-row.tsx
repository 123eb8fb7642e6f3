import type { StudyRow } from '@ichor/api';
import { en } from '@ichor/report';
import { byStrength } from '../common/by-strength.ts';
import { counted } from '../common/counted.ts';
import { formatDuration } from '../common/format-duration.ts';
import { formatAge, shownName } from '../common/format-patient.ts';
import { SimulatedBadge } from '../common/simulated-badge.tsx';
import { Link } from '../shell/link.tsx';
import { ReadAgainButton } from '../study/read-again-button.tsx';
import { StudyStateText } from '../study/study-state-text.tsx';

/** One study of the list; the whole row opens it. */
export function StudyListRow(props: { study: StudyRow; now: number; onDelete: () => void }) {
  const { study, now, onDelete } = props;
  const { patient, state } = study;
  const name = shownName(study);
  const making = study.simulated && study.instances === 0;
  const trouble = state.kind === 'failed' || state.kind === 'cannot-analyse';
  return (
    <tr className={trouble ? 'trouble' : study.calls.length > 0 ? 'urgent' : undefined}>
      <td className="who">
        <Link href={`/studies/${study.id}`}>{name || (making ? 'Being made' : 'No name')}</Link>{' '}
        {study.simulated && <SimulatedBadge />}
        <span className="sub">
          {[patient.age && formatAge(patient.age), patient.sex].filter(Boolean).join(', ')}{' '}
          <span className="whole">{patient.patientId}</span>
        </span>
      </td>
      <td className="what">
        {study.studyDate ?? (making ? '' : 'No date')}
        <span className="sub cut" title={study.description ?? undefined}>
          {[making ? '' : counted(study.instances, 'image'), study.description].filter(Boolean).join(', ')}
        </span>
      </td>
      <td className="calls">
        <Calls study={study} />
      </td>
      <td className="state">
        <StudyStateText state={state} />
        {state.kind === 'failed' && (
          <div className="retry">
            <ReadAgainButton studyId={study.id} />
          </div>
        )}
      </td>
      <td className="wait">
        <time dateTime={study.receivedAt} title={new Date(study.receivedAt).toLocaleString('en-GB')}>
          {formatDuration(now - Date.parse(study.receivedAt))}
        </time>
      </td>
      <td className="actions">
        <button
          type="button"
          className="button plain"
          aria-label={`Delete the study of ${name || 'the patient without a name'}`}
          onClick={onDelete}
        >
          Delete
        </button>
      </td>
    </tr>
  );
}

/** More chips than these would say nothing any more. */
const STRONGEST = 2;

function Calls({ study: { calls, scores, state } }: { study: StudyRow }) {
  if (calls.length > 0) {
    const [strong, others] = [byStrength(calls).slice(0, STRONGEST), byStrength(calls).slice(STRONGEST)];
    return (
      <ul className="call-list">
        {strong.map(({ type, score }) => (
          <li key={type} className="call-chip">
            <b>{en.typeName[type]}</b> {score.toFixed(2)}
          </li>
        ))}
        {others.map(({ type, score }) => (
          <li key={type} className="call-text">
            {en.typeName[type]} {score.toFixed(2)}
          </li>
        ))}
      </ul>
    );
  }
  if (state.kind === 'incomplete') return <span className="quiet">{en.statement('incomplete')}</span>;
  return scores ? <span className="quiet">{en.statement('nothing-above-threshold')}</span> : null;
}
