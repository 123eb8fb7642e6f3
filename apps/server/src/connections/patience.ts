/** How long a sender may keep the server waiting. */
export interface Patience {
  /** For a request's headers: since the connection began, or the request before was over. */
  readonly headersMs: number;
  /** For 1 KB more of a body, however long all of it takes. */
  readonly bodyMs: number;
}

export const PATIENCE: Patience = { headersMs: 30_000, bodyMs: 60_000 };
