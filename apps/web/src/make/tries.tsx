import type { SimulationRequest, StudyRow } from '@ichor/api';
import { en } from '@ichor/report';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteStudy } from '../api/commands.ts';
import { worklistQuery } from '../api/queries.ts';
import { counted } from '../common/counted.ts';
import { Dialog } from '../common/dialog.tsx';
import { Problem } from '../common/problem.tsx';
import { ScoreCells } from '../study/score-table.tsx';
import { VERDICTS } from '../study/verdicts.ts';
import type { Try } from './use-maker.ts';

/** The same head with other volumes: read down the column, one sees where the network begins to miss. */
export function Tries(props: {
  tries: readonly Try[];
  patient: SimulationRequest;
  onChoose: (patient: SimulationRequest) => void;
  onForget: () => void;
}) {
  const { tries, patient, onChoose, onForget } = props;
  const studies = useQuery(worklistQuery).data?.studies ?? [];
  const alike = tries
    .filter((one) => sameBut(one.patient, patient))
    .sort((a, b) => a.patient.volumeMl - b.patient.volumeMl);
  const rows = alike.map((one) => ({ one, study: studies.find(({ id }) => id === one.studyId) }));
  // The same for all of them; a report has it only where it was reached.
  const threshold = rows
    .flatMap(({ study }) => study?.calls ?? [])
    .find(({ type }) => type === patient.type)?.threshold;
  if (tries.length < 2) return null;
  return (
    <section>
      {patient.type !== null && alike.length > 1 && (
        <>
          <h2>This {en.typeName[patient.type]} by volume</h2>
          <table className="tries">
            <thead>
              <tr>
                <th scope="col">Volume</th>
                <td aria-hidden />
                <th scope="col">Score</th>
                <th scope="col">Answer</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ one, study }) => (
                <TryRow
                  key={one.studyId}
                  one={one}
                  study={study}
                  threshold={threshold}
                  onChoose={() => onChoose(one.patient)}
                />
              ))}
            </tbody>
          </table>
        </>
      )}
      <DeleteTries tries={tries} onDeleted={onForget} />
    </section>
  );
}

const sameBut = (a: SimulationRequest, b: SimulationRequest): boolean =>
  a.type === b.type && a.side === b.side && a.hu === b.hu && a.age === b.age && a.seed === b.seed;

function TryRow(props: {
  one: Try;
  study: StudyRow | undefined;
  threshold: number | undefined;
  onChoose: () => void;
}) {
  const { one, study, threshold, onChoose } = props;
  const { type, volumeMl } = one.patient;
  const score = type === null ? undefined : study?.scores?.[type];
  const call = study?.calls.find((made) => made.type === type);
  const verdict = !study?.scores ? 'unread' : call ? 'found' : 'missed';
  return (
    <tr className={call && 'called'}>
      <th scope="row">
        <button type="button" className="button again" onClick={onChoose}>
          {volumeMl} ml
        </button>
      </th>
      <ScoreCells score={score} threshold={threshold} />
      <td className={verdict}>{VERDICTS[verdict]}</td>
    </tr>
  );
}

/** Sliders leave many patients behind. */
function DeleteTries({ tries, onDeleted }: { tries: readonly Try[]; onDeleted: () => void }) {
  const [asking, setAsking] = useState(false);
  const many = counted(tries.length, 'simulated study', 'simulated studies');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => Promise.all(tries.map(({ studyId }) => deleteStudy(studyId))),
    onSuccess: () => {
      setAsking(false);
      onDeleted();
    },
  });
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        Delete all {tries.length} made here
      </button>
      {asking && (
        <Dialog title={`Delete ${many}?`} onClose={() => setAsking(false)}>
          <p>The same settings make the same patients again.</p>
          {error && <Problem error={error} />}
          <div className="actions">
            <button type="button" className="button" onClick={() => setAsking(false)}>
              Keep them
            </button>
            <button type="button" className="button risky" disabled={isPending} onClick={() => mutate()}>
              Delete them
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
