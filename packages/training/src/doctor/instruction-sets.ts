import { readFile } from 'node:fs/promises';

/** Those that arithmetic of networks is faster with, by the names of Linux: of x64, then of Arm. */
const USED = [
  ...[
    'sse4_1',
    'avx',
    'avx2',
    'fma',
    'f16c',
    'avx_vnni',
    'avx512f',
    'avx512_vnni',
    'avx512_bf16',
    'amx_int8',
  ],
  ...['asimd', 'asimdhp', 'asimddp', 'i8mm', 'bf16', 'sve'],
];

/** Those of this processor; undefined where the system doesn't say (it is read from Linux's /proc/cpuinfo). */
export async function instructionSets(): Promise<string[] | undefined> {
  if (process.platform !== 'linux') return undefined;
  return usedInstructionSets(await readFile('/proc/cpuinfo', 'utf8'));
}

/** Of the text of /proc/cpuinfo; its first processor speaks for all. Undefined where no line names instruction sets. */
export function usedInstructionSets(cpuinfo: string): string[] | undefined {
  const named = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(/\s+/);
  return named && USED.filter((one) => named.includes(one));
}
