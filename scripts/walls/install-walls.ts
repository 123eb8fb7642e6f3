import type { House } from './house.ts';
import type { Breach } from './walls.ts';

/**
 * Packages that `npm ci` would run a script of without package.json's `allowScripts` allowing it. npm 11 asks that field;
 * npm 10 runs a script where package-lock.json says `hasInstallScript`, which the lock therefore says of those alone.
 */
export function installBreaches({ manifests, scripted }: House): Breach[] {
  const allowed = manifests.get('')?.allowScripts ?? {};
  return scripted
    .filter((name) => allowed[name] !== true)
    .map((name) => ({
      file: 'package-lock.json',
      line: 1,
      wall: 'Installing runs what is allowed',
      message: `${name} would run a script: allow it in package.json, or take its hasInstallScript out of the lock`,
    }));
}
