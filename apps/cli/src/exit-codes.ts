/** What the process says when it ends; `--help` of each command and the README list them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Something was read, but files were unreadable, a series incomplete or a study not read: see the notices. */
  partial: 3,
  /** Nothing could be analysed: no study was read. */
  nothing: 4,
} as const;
