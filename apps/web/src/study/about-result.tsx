import { type BundleReference, en } from '@ichor/report';
import { counted } from '../common/counted.ts';

/** What the answer was made with, and what it is not for. */
export function AboutResult({ bundle }: { bundle: BundleReference | null }) {
  return (
    <section className="small quiet">
      {bundle && (
        <details>
          <summary>
            Bundle {bundle.name} <span className="hash">{bundle.sha256.slice(0, 12)}</span>
          </summary>
          SHA-256 <span className="hash whole">{bundle.sha256}</span>
        </details>
      )}
      {bundle && (
        <p>
          {bundle.architecture}. A score is the mean of the{' '}
          {counted(bundle.aggregation.count, 'highest slice')} of {bundle.aggregation.sliceThicknessMm} mm.
        </p>
      )}
      <p>{en.researchUseOnlyLong(bundle?.calibration)}</p>
    </section>
  );
}
