import type { SeriesStack } from '@ichor/api';
import { HEMORRHAGE_TYPES, type Scores } from '@ichor/ct';
import { en, type SeriesReport } from '@ichor/report';
import { type KeyboardEvent, type PointerEvent, useMemo } from 'react';
import { useStore } from 'zustand';
import { alongStack, nearestSlice, scoreLines, topOfScale } from './score-strip-lines.ts';
import type { StudyOverlay } from './study-overlay.ts';
import type { ViewStore } from './view-store.ts';

interface ScoreStripProps {
  readonly stack: SeriesStack;
  readonly report: SeriesReport | null;
  readonly overlay: StudyOverlay;
  readonly store: ViewStore;
}

/** Six scores over the length of the stack, as a slider that moves through it; without a report a plain slider. */
export function ScoreStrip({ stack, report, overlay, store }: ScoreStripProps) {
  const index = useStore(store, (view) => view.index);
  const along = useMemo(() => alongStack(stack.slices.map((slice) => slice.positionMm)), [stack]);
  const uids = useMemo(() => stack.slices.map((slice) => slice.sopInstanceUid), [stack]);
  const called = new Set(report?.calls.map((call) => call.type));
  const top = useMemo(() => topOfScale(report?.slices ?? []), [report]);
  const lines = useMemo(() => scoreLines(report?.slices ?? [], uids, along, top), [report, uids, along, top]);
  const scores = overlay.scores(index);
  const { show } = store.getState();

  const scrub = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons === 0) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const { left, width } = event.currentTarget.getBoundingClientRect();
    show(nearestSlice(along, (event.clientX - left) / width));
  };
  const sideways = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined || event.shiftKey) return;
    event.preventDefault();
    show(index + step);
  };

  return (
    <div className="viewer-strip">
      <div className="viewer-strip-names" aria-hidden="true">
        {lines.map(({ type }) => (
          <span key={type} data-called={called.has(type)}>
            {en.typeName[type]}
          </span>
        ))}
      </div>
      <div
        className="viewer-strip-slider"
        role="slider"
        tabIndex={0}
        aria-label="Slice"
        aria-valuemin={1}
        aria-valuemax={stack.slices.length}
        aria-valuenow={index + 1}
        aria-valuetext={sliceText(index, stack.slices.length, scores)}
        onPointerDown={scrub}
        onPointerMove={scrub}
        onKeyDown={sideways}
      >
        <svg viewBox={`0 0 1 ${lines.length}`} preserveAspectRatio="none" aria-hidden="true">
          {lines.map(({ type, path }, row) => (
            <path
              key={type}
              d={path}
              transform={`translate(0 ${row + 0.08}) scale(1 0.92)`}
              data-called={called.has(type)}
            />
          ))}
        </svg>
        {overlay.keySlices.map((key) => (
          <i key={key} className="viewer-strip-key" style={{ left: `${along[key]! * 100}%` }} />
        ))}
        <b style={{ left: `${(along[index] ?? 0) * 100}%` }} />
        {report && <small>scores 0 to {top}</small>}
      </div>
      <div className="viewer-strip-scores" aria-hidden="true">
        {lines.map(({ type }) => (
          <span key={type} data-called={called.has(type)}>
            {scores ? scores[type].toFixed(2) : ''}
          </span>
        ))}
      </div>
    </div>
  );
}

/** "slice 12 of 28, subdural score 0.91": with the highest of the five types. */
export function sliceText(index: number, count: number, scores: Scores | undefined): string {
  const place = `slice ${index + 1} of ${count}`;
  if (!scores) return place;
  const types = HEMORRHAGE_TYPES.filter((type) => type !== 'any');
  const highest = types.reduce((a, b) => (scores[b] > scores[a] ? b : a));
  return `${place}, ${en.typeName[highest]} ${en.score(scores[highest])}`;
}
