import { useEffect } from 'react';

/** `?` anywhere but in a text, before the viewer hears it: one list has the keys of page and viewer. */
export function useHelpKey(open: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== '?' || document.querySelector('dialog[open]')) return;
      if (event.target instanceof HTMLElement && event.target.matches('input[type=search], textarea')) return;
      event.preventDefault();
      event.stopPropagation();
      open();
    };
    document.addEventListener('keydown', listen, { capture: true });
    return () => document.removeEventListener('keydown', listen, { capture: true });
  }, [open]);
}
