import { type IchorError, isIchorError } from '@ichor/notices';

/** An error as it crosses from a thread, where its class is lost; `told` is of one that a person is told of. */
export interface ThreadFailure {
  readonly message: string;
  readonly stack: string | undefined;
  readonly told?: Pick<IchorError, 'code' | 'subject' | 'problem' | 'remedy'>;
}

export function threadFailure(caught: unknown): ThreadFailure {
  const { message, stack } = caught instanceof Error ? caught : new Error(String(caught));
  if (!isIchorError(caught)) return { message, stack };
  const { code, subject, problem, remedy } = caught;
  return { message, stack, told: { code, subject, problem, remedy } };
}
