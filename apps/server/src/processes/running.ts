/** A process's work, and how it ends in good order. */
export interface Running {
  stop(): Promise<void>;
}
