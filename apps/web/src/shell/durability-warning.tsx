import { useQuery } from '@tanstack/react-query';
import { serverQuery } from '../api/queries.ts';

/** Says on every page that what is sent may be lost, where the server knows it of its database. */
export function DurabilityWarning() {
  const { data } = useQuery(serverQuery);
  return data?.durabilityWarning ? <p className="lost">{data.durabilityWarning}</p> : null;
}
