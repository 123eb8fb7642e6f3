import { type RawBuilder, sql } from 'kysely';

/**
 * Whether a moment lies so many seconds back, by the database's clock. A moment that is still to come does too: the clock was set
 * back since, and nobody waits for it to catch up.
 */
export const isElapsed = (moment: string, seconds: number): RawBuilder<boolean> => sql<boolean>`(
  ${sql.ref(moment)} <= clock_timestamp() - make_interval(secs => ${seconds}) or ${sql.ref(moment)} > clock_timestamp())`;
