import { useSyncExternalStore } from 'react';
import { type Route, routeOf } from './route.ts';

const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
};

/** Goes to an address of this page without loading it anew. `replace` leaves no step to go back to. */
export function navigate(path: string, options: { replace?: boolean } = {}): void {
  history[options.replace ? 'replaceState' : 'pushState'](null, '', path);
  for (const listener of listeners) listener();
}

const current = () => location.pathname + location.search;

export function useRoute(): Route {
  const path = useSyncExternalStore(subscribe, current);
  return routeOf(new URL(path, location.origin));
}
