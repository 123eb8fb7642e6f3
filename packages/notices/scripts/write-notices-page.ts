/** Writes docs/notices.md and docs/errors.md from the catalogue. */
import { writeFileSync } from 'node:fs';
import { errorsPage } from '../src/errors-page.ts';
import { noticesPage } from '../src/notices-page.ts';

writeFileSync(new URL('../../../docs/notices.md', import.meta.url), noticesPage());
writeFileSync(new URL('../../../docs/errors.md', import.meta.url), errorsPage());
