import type { ViewerProps } from './viewer-props.ts';

/** Shows a stack of slices with what a report says of it; see {@link ViewerProps}. */
export function Viewer({ stack }: ViewerProps) {
  return <section className="viewer" aria-label="Viewer" data-slices={stack.slices.length} />;
}
