import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { handleKey, WINDOW_KEYS } from './handle-key.ts';
import type { StudyOverlay } from './study-overlay.ts';
import { TOOLS, type ViewStore } from './view-store.ts';
import type { ViewerSession } from './viewer-session.ts';

interface ToolbarProps {
  readonly session: ViewerSession;
  readonly store: ViewStore;
  readonly overlay: StudyOverlay;
}

/** Every tool as a button: for fingers, and for those who don't know the keys yet. */
export function Toolbar({ session, store, overlay }: ToolbarProps) {
  const view = useStore(store);
  const press = (key: string) => () => {
    handleKey({ key, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false }, session, overlay);
  };
  const maps = overlay.heatmaps(view.index);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a toolbar would take the arrow keys, and those scroll
    <div className="viewer-tools" role="group" aria-label="Viewer tools">
      <Group label="Window">
        {WINDOW_KEYS.map(({ name, window }, i) => (
          <Button
            key={name}
            hint={`level ${window.center}, width ${window.width} (${i + 1})`}
            pressed={view.window.center === window.center && view.window.width === window.width}
            onClick={press(String(i + 1))}
          >
            {name}
          </Button>
        ))}
      </Group>
      <Group label="Drag">
        {TOOLS.map((tool) => (
          <Button
            key={tool}
            hint={
              tool === 'length' && !session.placed.inMm ? 'no pixel spacing: no lengths' : `drag: ${tool}`
            }
            pressed={view.tool === tool}
            disabled={tool === 'length' && !session.placed.inMm}
            onClick={() => view.set({ tool, lengthFrom: null })}
          >
            {DRAG_NAMES[tool]}
          </Button>
        ))}
      </Group>
      <Group label="Zoom">
        <Button hint="zoom out (−)" label="zoom out" onClick={press('-')}>
          −
        </Button>
        <Button hint="zoom in (+)" label="zoom in" onClick={press('+')}>
          +
        </Button>
        <Button hint="reset window, zoom and place (r)" onClick={press('r')}>
          reset
        </Button>
      </Group>
      <Group label="Overlays">
        <Button
          hint={maps.length > 0 ? 'heatmap on or off (o)' : 'this slice has no heatmap; key slices have (o)'}
          pressed={view.heatmap}
          onClick={press('o')}
        >
          heatmap
        </Button>
        <input
          type="range"
          aria-label="heatmap opacity"
          min={0}
          max={1}
          step={0.05}
          value={view.heatmapOpacity}
          onChange={(event) => view.set({ heatmapOpacity: event.target.valueAsNumber })}
        />
        {session.hasTruth && (
          <Button hint="true mask on or off (t)" pressed={view.truth} onClick={press('t')}>
            truth
          </Button>
        )}
      </Group>
    </div>
  );
}

const DRAG_NAMES = { window: 'window', scroll: 'scroll', pan: 'pan', length: 'length' } as const;

const Group = ({ label, children }: { label: string; children: ReactNode }) => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset can't be laid out as a flex row in every browser
  <div role="group" aria-label={label}>
    {children}
  </div>
);

interface ButtonProps {
  readonly hint: string;
  readonly children: ReactNode;
  readonly onClick: () => void;
  /** Where the text does not say it. */
  readonly label?: string;
  readonly pressed?: boolean;
  readonly disabled?: boolean;
}

const Button = ({ hint, label, pressed, disabled, onClick, children }: ButtonProps) => (
  <button
    type="button"
    title={hint}
    aria-label={label}
    aria-pressed={pressed}
    disabled={disabled}
    onClick={onClick}
  >
    {children}
  </button>
);
