import { ERROR_THEMES } from './errors.ts';

/** The heading of each theme. */
const HEADINGS: Readonly<Record<keyof typeof ERROR_THEMES, string>> = {
  file: 'Files, folders and disks',
  intake: 'Zips, packed files and DICOMDIR',
  dicom: 'DICOM files',
  nifti: 'NIfTI files',
  picture: 'Pictures',
  volume: 'Series and volumes',
  bundle: 'Bundles and reports',
  training: 'Data, recipes, runs and figures',
  server: 'The server, its database and its store',
  page: 'The page in the browser',
  command: 'The command line',
};

/** docs/errors.md; `node packages/notices/scripts/write-notices-page.ts` writes it. */
export function errorsPage(): string {
  const themes = (Object.keys(HEADINGS) as (keyof typeof HEADINGS)[]).map((theme) => {
    const rows = Object.entries(ERROR_THEMES[theme])
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { meaning, remedy }]) => `| \`${code}\` | ${meaning} | ${remedy} |`);
    return `## ${HEADINGS[theme]}\n\n| code | what it means | what to do |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Errors

An error says what it concerns, what is wrong with it and what to do. Its code is stable, and programs may depend on it; the message of the
case at hand may know a better remedy than this table. This page is made from \`packages/notices/src/errors\` by
\`node packages/notices/scripts/write-notices-page.ts\`. What is told of images that could be read stands in [notices.md](notices.md).

${themes.join('\n')}`;
}
