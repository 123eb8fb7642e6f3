import { execFileSync } from 'node:child_process';

/**
 * A Python that has these modules: the one that ICHOR_PYTHON names (of a virtual environment, say), else one of the path or
 * Debian's, since another may stand before it in the path.
 */
export function findPython(...modules: readonly string[]): string | undefined {
  return [process.env.ICHOR_PYTHON ?? 'python3', 'python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}
