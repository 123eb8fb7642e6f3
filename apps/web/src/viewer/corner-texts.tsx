import type { SeriesStack } from '@ichor/api';
import { en, type HeatmapLabel, type SeriesReport } from '@ichor/report';
import { useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import type { StudyOverlay } from './study-overlay.ts';
import { labelledTypes } from './truth-labels.ts';
import type { ViewStore } from './view-store.ts';
import type { ViewportIdentity } from './viewer-props.ts';
import type { ViewerSession } from './viewer-session.ts';

interface CornerTextsProps {
  readonly stack: SeriesStack;
  readonly session: ViewerSession;
  readonly store: ViewStore;
  readonly overlay: StudyOverlay;
  readonly identity: ViewportIdentity;
  readonly report: SeriesReport | null;
  readonly heatmapLabel: HeatmapLabel | null;
}

/** Who and what is shown, in the four corners of the viewport; and in its middle what keeps a slice from being shown. */
export function CornerTexts(props: CornerTextsProps) {
  return (
    <>
      <Identity {...props} />
      <Where {...props} />
      <Reading {...props} />
      <Legend {...props} />
      <Loading {...props} />
    </>
  );
}

function Identity({ identity }: CornerTextsProps) {
  const { name, patientId, age, sex, studyDate, series, simulated } = identity;
  const lines = [
    name,
    patientId,
    [age, sex].filter((part) => part !== null).join(' '),
    studyDate,
    series,
  ].filter((line) => line !== null && line !== '');
  return (
    <div className="viewer-corner viewer-top-left">
      {simulated && <strong className="viewer-simulated">SIMULATED</strong>}
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines have a fixed order and no other name
        <div key={i}>{line}</div>
      ))}
    </div>
  );
}

function Where({ stack, store, overlay, report }: CornerTextsProps) {
  const index = useStore(store, (view) => view.index);
  const { center, width } = useStore(store, (view) => view.window);
  const zoom = useStore(store, (view) => view.zoom);
  const slice = stack.slices[index];
  return (
    <div className="viewer-corner viewer-top-right">
      <div>
        {index + 1} / {stack.slices.length}
      </div>
      {slice && <div>{slice.positionMm.toFixed(1)} mm</div>}
      <div>
        L {Math.round(center)} W {Math.round(width)}
      </div>
      {zoom !== 1 && <div>× {zoom.toFixed(2)}</div>}
      {stack.computed && <div className="viewer-warning">computed, no stored images</div>}
      {report && report.status !== 'read' && (
        <div className="viewer-warning">
          {en.status[report.status]}
          {report.reason && `: ${report.reason}`}
        </div>
      )}
      {overlay.notices(index).map((message) => (
        <div key={message} className="viewer-warning">
          {message}
        </div>
      ))}
    </div>
  );
}

function Reading({ session, store }: CornerTextsProps) {
  const index = useStore(store, (view) => view.index);
  const cursor = useStore(store, (view) => view.cursor);
  const keyCursor = useStore(store, (view) => view.keyCursor);
  const hu = cursor && session.huAt(index, cursor);
  const text = hu === null ? '' : `${hu} HU`;
  return (
    <div className="viewer-corner viewer-bottom-left">
      {!session.placed.inMm && <div className="viewer-warning">no pixel spacing: not to scale</div>}
      {session.placed.letters[index] === null && <div className="viewer-warning">side unknown</div>}
      {keyCursor ? <output>{text}</output> : <div>{text}</div>}
    </div>
  );
}

/** The heatmaps of the slice by name, the shown one in colour; and what the true mask shows. */
function Legend({ session, store, overlay, heatmapLabel }: CornerTextsProps) {
  const index = useStore(store, (view) => view.index);
  const type = useStore(store, (view) => view.heatmapType);
  const on = useStore(store, (view) => view.heatmap);
  const truth = useStore(store, (view) => view.truth);
  const labels = useLoaded(session.truth, index);
  const present = !session.hasTruth ? [] : labels && labelledTypes(labels);
  const shown = overlay.heatmap(index, type);
  const { set } = store.getState();
  return (
    <div className="viewer-corner viewer-bottom-right">
      {overlay.heatmaps(index).map((map) => (
        <button
          key={map.type}
          type="button"
          aria-pressed={on && map === shown}
          title="show this heatmap (h)"
          onClick={() => set({ heatmapType: map.type, heatmap: map !== shown || !on })}
        >
          {heatmapLabel ? en.heatmap(map.type, heatmapLabel) : en.typeName[map.type]}
        </button>
      ))}
      {truth && (
        <div className="viewer-truth">
          truth:{' '}
          {present
            ? present.map((type) => en.typeName[type]).join(', ') || 'no blood on this slice'
            : session.truth.state(index) === 'failed'
              ? 'could not be loaded'
              : 'loading'}
        </div>
      )}
    </div>
  );
}

function Loading({ session, store }: CornerTextsProps) {
  const index = useStore(store, (view) => view.index);
  const lost = useStore(store, (view) => view.contextLost);
  const loaded = useLoaded(session.loader, index);
  if (lost) {
    return (
      <div className="viewer-middle viewer-warning" role="alert">
        The graphics context was lost: the picture comes back as soon as the browser has it again.
      </div>
    );
  }
  if (loaded) return null;
  if (session.loader.state(index) === 'waiting') {
    return <div className="viewer-middle">loading slice {index + 1}</div>;
  }
  const failure = session.loader.failure(index);
  return (
    <div className="viewer-middle viewer-warning" role="alert">
      Slice {index + 1} could not be loaded: {failure instanceof Error ? failure.message : String(failure)}{' '}
      <button type="button" onClick={() => session.loader.want(index)}>
        try again
      </button>
    </div>
  );
}

type Loader = ViewerSession['loader'];

/** What a loader has of a slice; rendered again when it comes or fails. */
function useLoaded(loader: Loader, index: number): Int16Array | undefined {
  useSyncExternalStore(
    (changed) => loader.subscribe(changed),
    () => loader.state(index),
  );
  return loader.get(index);
}
