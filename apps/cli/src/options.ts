import { IchorError } from '@ichor/notices';

/** What is wrong with the command line itself: exit code 2. */
export function usageError(subject: string, remedy: string, problem = 'is not understood'): IchorError {
  return new IchorError({ code: 'usage', subject, problem, remedy });
}

/** A whole number of at least `least`. */
export function wholeNumber(option: string, text: string, least = 0): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw usageError(`${option} ${text}`, `Give a whole number from ${least} on.`);
  return value;
}

/** One of the words allowed. */
export function oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) throw usageError(`${option} ${text}`, `Give one of ${allowed.join(', ')}.`);
  return found;
}

/** All values of an option that may be given several times, `--option value` or `--option=value`. */
export function everyValue(option: string, rawArgs: readonly string[]): string[] {
  const values: string[] = [];
  for (let i = 0; i < rawArgs.length && rawArgs[i] !== '--'; i++) {
    const arg = rawArgs[i]!;
    if (arg.startsWith(`--${option}=`)) values.push(arg.slice(option.length + 3));
    else if (arg === `--${option}`) {
      const value = rawArgs[++i];
      if (value === undefined) throw usageError(arg, 'Give a value after it.', 'has no value');
      values.push(value);
    }
  }
  return values;
}
