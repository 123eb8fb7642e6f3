/** Writes docs/notices.md from the table of notices. */
import { writeFileSync } from 'node:fs';
import { noticesPage } from '../src/notices-page.ts';

writeFileSync(new URL('../../../docs/notices.md', import.meta.url), noticesPage());
