/** A key of the viewer, as its help lists it. */
export interface Shortcut {
  readonly keys: string;
  readonly does: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: '↑ ↓', does: 'slice before, slice after (wheel; one finger)' },
  { keys: 'Page ↑ Page ↓', does: 'ten slices' },
  { keys: 'Home End', does: 'first slice, last slice' },
  { keys: '1 2 3 4 5', does: 'windows: brain, subdural, stroke, soft tissue, bone' },
  { keys: 'w W', does: 'window wider, narrower (drag sideways)' },
  { keys: 'b B', does: 'brighter, darker (drag up, down)' },
  { keys: '+ −', does: 'zoom (Ctrl + wheel; two fingers)' },
  { keys: 'Shift + arrows', does: 'pan (Shift + drag; two fingers)' },
  { keys: 'r', does: 'reset window, zoom and place' },
  { keys: 'c', does: 'cursor for Hounsfield units, moved by arrows (with Shift 10 mm)' },
  { keys: 'm', does: 'measure: Enter sets an end at the cursor (or drag); where spacing is known' },
  { keys: 'Delete', does: 'remove the last length on this slice' },
  { keys: 'k K', does: 'key slice after, key slice before' },
  { keys: 'o', does: 'heatmap on, off' },
  { keys: 'h', does: "the slice's next heatmap" },
  { keys: 't', does: 'true mask of a simulated study on, off' },
  { keys: 'Esc', does: 'leave cursor and length' },
];
