import { execFileSync } from 'node:child_process';

/** A Python that has these modules. Debian's interpreter is asked second, since another may stand before it in the path. */
export function findPython(...modules: readonly string[]): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}
