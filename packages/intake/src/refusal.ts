import type { ErrorCode } from '@ichor/notices';

/** Why a file isn't read: a stable code, and a sentence that follows the file's name, with what can be done. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly reason: string;
}
