import { realpath } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import { IchorError } from '@ichor/notices';

/**
 * Refuses an output that lies in the input: its results would be taken for new files.
 *
 * @throws IchorError 'output-inside-input'
 */
export async function refuseNested(input: string, output: string): Promise<void> {
  const [from, to] = await Promise.all([realpath(resolve(input)), realpath(resolve(output))]);
  const way = relative(from, to);
  if (way !== '' && (way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way)) return;
  throw new IchorError({
    code: 'output-inside-input',
    subject: output,
    problem: 'lies inside the folder that is read',
  });
}
