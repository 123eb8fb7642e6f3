import { QueryClient } from '@tanstack/react-query';
import { isPassing } from './request.ts';

/** Answers stay good until the server's events say otherwise: nothing is polled, nothing is loaded twice. */
export const newQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
        // What the server has refused it refuses again; what was not reached may be back in a moment.
        retry: (failures, error) => isPassing(error) && failures < 3,
        retryDelay: 700,
      },
      mutations: { networkMode: 'always' },
    },
  });
