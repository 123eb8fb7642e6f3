import { Dialog } from '../common/dialog.tsx';
import { SHORTCUTS, type Shortcut } from '../viewer/index.ts';
import './shortcuts-dialog.css';

const PAGE_SHORTCUTS: readonly Shortcut[] = [
  { keys: '?', does: 'this list' },
  { keys: '/', does: 'search the worklist' },
  { keys: 'l', does: 'worklist' },
  { keys: 'n p', does: 'next, previous study of the worklist' },
  { keys: 't', does: "a simulated study's truth, beside the answer" },
  { keys: 'Esc', does: 'close a window; in the viewer leave cursor and length' },
];

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" wide onClose={onClose}>
      <div className="shortcuts">
        <Keys title="On every page" shortcuts={PAGE_SHORTCUTS} />
        <Keys
          title="In the viewer"
          shortcuts={SHORTCUTS.filter(({ keys }) => !PAGE_SHORTCUTS.some((own) => own.keys === keys))}
        />
      </div>
      <form method="dialog" className="actions">
        <button type="submit" className="button">
          Close
        </button>
      </form>
    </Dialog>
  );
}

function Keys({ title, shortcuts }: { title: string; shortcuts: readonly Shortcut[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {shortcuts.map(({ keys, does }) => (
          <div key={keys} className="shortcut">
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
