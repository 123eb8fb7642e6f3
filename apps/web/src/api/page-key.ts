import { createStore } from 'zustand/vanilla';

/** Whether the server asks for the key: the cookie that the printed address gives. */
export const pageKey = createStore<{ readonly needed: boolean }>()(() => ({ needed: false }));

/** What the server says where it asks for the key. */
export const KEY_NEEDED = 'key-needed';

const UNAUTHORIZED = 401;

/** Every answer's status passes here: what one request is refused for, all are. */
export function noteStatus(status: number): void {
  if (status === UNAUTHORIZED) pageKey.setState({ needed: true });
}

/** Resolves when the page needs no key, or when the signal aborts. */
export async function keyGiven(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (!pageKey.getState().needed || signal.aborted) resolve();
  };
  const leave = pageKey.subscribe(look);
  signal.addEventListener('abort', look);
  look();
  await promise;
  leave();
  signal.removeEventListener('abort', look);
}
