import { serverEvent } from '@ichor/api';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Check } from 'typebox/value';
import { useStore } from 'zustand';
import { applyEvent } from './apply-event.ts';
import { pageKey } from './page-key.ts';
import { serverQuery, worklistQuery } from './queries.ts';

const RETRY_MS = 2_000;
/** Many studies may change at once; the list is loaded for all of them together. */
const LIST_DELAY_MS = 250;

export type Connection = 'connecting' | 'live' | 'lost';

/**
 * Keeps the query cache live from /api/events for as long as the page is open. The browser reconnects by itself after a broken
 * line, but not after an answer that is an error (a server that is just starting): that is tried again here. While the page
 * needs its key, nothing is tried.
 */
export function useServerEvents(): Connection {
  const client = useQueryClient();
  const keyNeeded = useStore(pageKey, ({ needed }) => needed);
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    if (keyNeeded) return;
    let source: EventSource;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let list: ReturnType<typeof setTimeout> | undefined;

    const reloadList = () => {
      list ??= setTimeout(() => {
        list = undefined;
        void client.invalidateQueries({ queryKey: worklistQuery.queryKey });
      }, LIST_DELAY_MS);
    };
    const connect = () => {
      source = new EventSource('/api/events');
      source.onmessage = ({ data }) => {
        const event: unknown = JSON.parse(data);
        // One that this page does not know comes from a newer server: what it is about is loaded anew.
        if (!Check(serverEvent, event)) return void client.invalidateQueries();
        setConnection('live');
        applyEvent(client, event, reloadList);
      };
      source.onerror = () => {
        setConnection('lost');
        if (source.readyState !== EventSource.CLOSED) return;
        retry = setTimeout(connect, RETRY_MS);
        // An event source doesn't tell how it was answered; any request finds out whether the key is needed.
        void client.prefetchQuery({ ...serverQuery, staleTime: 0, retry: false });
      };
    };
    connect();
    return () => {
      clearTimeout(retry);
      clearTimeout(list);
      source.close();
    };
  }, [client, keyNeeded]);
  return connection;
}
