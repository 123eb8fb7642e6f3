import type { NoticeEffect } from './notice-entry.ts';
import { NOTICES } from './notices.ts';

const EFFECTS: Readonly<Record<NoticeEffect, string>> = {
  refused: 'The series is refused: nothing is said of it',
  incomplete: 'The series is incomplete: what was seen may be called, but never "nothing above threshold"',
  note: 'The series is read',
};

/** What the series-level checks can't see. Measured by bench/hounsfield-damage.ts, 20 simulated heads and a real one. */
const LIMITS = `## Where checking Hounsfield units ends

Air, brain and skull are looked for in a sample of each slice's pixels. What a series must be changed by to be noticed, measured by
\`node bench/hounsfield-damage.ts\` on 20 simulated heads and a real one:

| change | not noticed | noted (\`hounsfield-unusual\`, \`rescale-mixed\`) | refused, or the slice counts as not seen |
|---|---|---|---|
| all slices shifted | by 5 HU, in half of the heads by 10, downwards by 15 | by 10 to 15 HU | from 20 HU |
| all slices scaled | less than 5 % was not tried | by 5 to 10 % | from 15 %, upwards in a third of the heads from 10 % |
| one slice shifted, its intercept telling so | - | by 5 HU, upwards by 10 | from 10 HU downwards, 15 upwards |
| one slice shifted under the header of the others | by up to 40 HU | - | from 50 HU |
| one slice whose slope differs from the others | - | where its values agree with theirs | where they don't |

Certain enough to be put right are only: an intercept that unsigned values lack, if one of -1024 and -1000 brings air, brain and
skull to their places and the other does not; the rescale of a slice that lacks it, if that of all others makes it agree with its
neighbours; RSNA's wrapped 12-bit values. A header that states something wrong is never corrected: who knows what else is wrong with it.

In pictures of under about 32 x 32 pixels nothing is checked. A series whose bits are cut above (BitsStored too small) is read with
skull that is wrong beyond the cut; \`bits-beyond-stored\` says so.
`;

/** docs/notices.md; \`node packages/notices/scripts/write-notices-page.ts\` writes it. */
export function noticesPage(): string {
  const sections = (Object.keys(EFFECTS) as NoticeEffect[]).map((effect) => {
    const rows = Object.entries(NOTICES)
      .filter(([, entry]) => entry.effect === effect)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([code, { title, meaning, remedy }]) => `| \`${code}\` | ${title} | ${meaning} | ${remedy} |`);
    return `## ${EFFECTS[effect]}\n\n| code | title | what it means | what to do |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Notices

A notice says what a reader must know of the images. Its code is stable, and programs may depend on it; its sentence says what happened in
the case at hand. This page is made from \`packages/notices/src/notices\` by \`node packages/notices/scripts/write-notices-page.ts\`.

${sections.join('\n')}
${LIMITS}`;
}
