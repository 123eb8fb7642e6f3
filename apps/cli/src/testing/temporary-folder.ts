import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for one test, in the system's own. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'ichor-cli-'));
