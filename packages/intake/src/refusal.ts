/** Why a file isn't read: a stable code, and a sentence that follows the file's name, with what can be done. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
}
