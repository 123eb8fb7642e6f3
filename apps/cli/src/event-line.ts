import type { WatchEvent } from '@ichor/studies';

/** One line of JSON, with the time. */
export const eventLine = (event: WatchEvent): string =>
  JSON.stringify({ time: new Date().toISOString(), ...event });
