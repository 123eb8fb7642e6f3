import type { SimulationRequest } from '@ichor/api';
import { HEMORRHAGE_TYPES } from '@ichor/ct';
import { en } from '@ichor/report';
import { type ReactNode, useState } from 'react';
import { stepOf, VOLUME_STEPS, volumeAt } from './volume-scale.ts';

const TYPES = HEMORRHAGE_TYPES.filter((type) => type !== 'any');

/** What a patient is made of. Each change is told at once. */
export function MakeForm(props: {
  patient: SimulationRequest;
  onChange: (patient: SimulationRequest) => void;
}) {
  const { patient, onChange } = props;
  const { type, side, volumeMl, hu, age, seed } = patient;
  const change = (part: Partial<SimulationRequest>) => onChange({ ...patient, ...part });
  const noBlood = type === null;
  /** The number while it is being typed: for a moment it may be none. */
  const [typed, setTyped] = useState<string>();
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <div className="pair">
        <Field name="Type">
          <select
            value={type ?? 'none'}
            onChange={({ currentTarget: { value } }) =>
              change({ type: TYPES.find((known) => known === value) ?? null })
            }
          >
            <option value="none">without blood</option>
            {TYPES.map((known) => (
              <option key={known} value={known}>
                {en.typeName[known]}
              </option>
            ))}
          </select>
        </Field>
        <fieldset className="field side-field" disabled={noBlood}>
          <legend className="side-name">Patient's side</legend>
          <span className="sides">
            {(['right', 'left'] as const).map((of) => (
              <button
                key={of}
                type="button"
                className="button"
                aria-pressed={of === side}
                onClick={() => change({ side: of })}
              >
                {of}
              </button>
            ))}
          </span>
        </fieldset>
      </div>
      <Field name="Volume" value={`${volumeMl} ml`}>
        <input
          type="range"
          min={0}
          max={VOLUME_STEPS}
          value={stepOf(volumeMl)}
          aria-valuetext={`${volumeMl} ml`}
          disabled={noBlood}
          onChange={({ currentTarget }) => change({ volumeMl: volumeAt(currentTarget.valueAsNumber) })}
        />
        <span className="ends" aria-hidden>
          <span>0.5</span>
          <span>5.5</span>
          <span>60</span>
        </span>
      </Field>
      <div className="pair">
        <Field name="Density" value={`${hu} HU`}>
          <input
            type="range"
            min={10}
            max={90}
            value={hu}
            aria-valuetext={`${hu} Hounsfield units`}
            disabled={noBlood}
            onChange={({ currentTarget }) => change({ hu: currentTarget.valueAsNumber })}
          />
        </Field>
        <Field name="Age" value={`${age} y`}>
          <input
            type="range"
            min={1}
            max={95}
            value={age}
            aria-valuetext={`${age} years`}
            onChange={({ currentTarget }) => change({ age: currentTarget.valueAsNumber })}
          />
        </Field>
      </div>
      <div className="field">
        <label className="name" htmlFor="seed">
          Head: the same number, the same head
        </label>
        <span className="with-button">
          <input
            id="seed"
            type="number"
            min={0}
            max={999_999}
            value={typed ?? seed}
            onBlur={() => setTyped(undefined)}
            onChange={({ currentTarget }) => {
              const number = currentTarget.valueAsNumber;
              setTyped(currentTarget.value);
              if (Number.isInteger(number) && number >= 0 && number <= 999_999) change({ seed: number });
            }}
          />
          <button
            type="button"
            className="button"
            onClick={() => {
              setTyped(undefined);
              change({ seed: Math.floor(Math.random() * 1_000_000) });
            }}
          >
            Another head
          </button>
        </span>
      </div>
    </form>
  );
}

function Field({ name, value, children }: { name: string; value?: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="field">
      <span className="name">
        {name}
        {/* The control says it itself, by aria-valuetext. */}
        {value && (
          <b className="value" aria-hidden>
            {value}
          </b>
        )}
      </span>
      {children}
    </label>
  );
}
