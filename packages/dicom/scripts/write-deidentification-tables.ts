/**
 * Writes src/deidentify/confidentiality-profile.ts and src/deidentify/standard-attributes.ts: the facts of PS3.15 Table E.1-1
 * and of PS3.6's data dictionary, from three published readings of the standard.
 *
 *     pip download --no-deps dicom-anonymizer==2.1.0 dicom-standard==0.1.0 pydicom==3.0.2
 *     for wheel in *.whl; do unzip -q -o "$wheel"; done
 *     node packages/dicom/scripts/write-deidentification-tables.ts FOLDER
 *
 * - dicom-anonymizer (BSD 3-Clause): tags and actions of the Basic Profile, edition 2026c.
 * - dicom-standard (MIT): options and the types of the CT IODs' attributes, edition of 2020. Where the table leaves a choice
 *   (X/Z, X/D, X/Z/D, Z/D), the CT IODs' types decide. Rows younger than 2020 get the options by a rule that holds for all
 *   older ones: modified dates for each DA, DT and TM (birth and GPS times aside), retained UIDs for each U.
 * - pydicom (MIT): tags and VRs.
 *
 * Only facts are taken; no code.
 */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EDITION = '2026c';
const folder = process.argv[2] ?? '.';
const find = (pattern: string): string => {
  const [path] = globSync(join(folder, '**', pattern));
  if (path === undefined) throw new Error(`${folder} holds no ${pattern}`);
  return readFileSync(path, 'utf8');
};
const json = <T>(name: string): T => JSON.parse(find(name)) as T;

/** Tag as eight hexadecimal digits -> VR. */
function dictionary(): Map<string, string> {
  const rows = find('_dicom_dict.py').matchAll(/^ {4}0x([0-9A-F]{8}): \('([A-Za-z ]+)'/gm);
  const all = [...rows].map(([, tag, vr]) => [tag!.toLowerCase(), vr!] as const);
  return new Map(
    all.filter(([tag, vr]) => vr !== 'NONE' && !tag.startsWith('0000') && !tag.startsWith('fffe')),
  );
}

/** Tag -> action and name; overlays and curves, whose groups repeat, are removed whole by the code. */
function basicProfile(): Map<string, { code: string; name: string }> {
  const rows = new Map<string, { code: string; name: string }>();
  const lists = find(`dicomfields_${EDITION}.py`).matchAll(/^([A-Z_]+)_TAGS = \[\n([^\]]*)^\]/gm);
  for (const [, list, body] of lists) {
    const code = list === 'X_Z_U_STAR' ? 'X/Z/U*' : list!.replaceAll('_', '/');
    // A long comment makes an entry span several lines.
    const entries = body!.matchAll(
      /\(\s*0x([0-9A-F]{4}),\s*0x([0-9A-F]{4}),?\s*((?:0x[0-9A-F]{4},?\s*)*)\),(?:[ ]*# (.+))?/g,
    );
    for (const [, group, element, masks, name = ''] of entries) {
      if (masks === '') rows.set(`${group}${element}`.toLowerCase(), { code, name });
    }
  }
  return rows;
}

interface OldRow {
  readonly id: string;
  readonly rtnLongModifDatesOpt?: string;
  readonly rtnUIDsOpt?: string;
}

/** Tag -> the strictest type that it has in any module of the three CT IODs. */
function ctTypes(): Map<string, string> {
  const iods = ['CT Image', 'Enhanced CT Image', 'Legacy Converted Enhanced CT Image'];
  const ids = json<{ id: string; name: string }[]>('ciods.json').filter(({ name }) => iods.includes(name));
  if (ids.length !== iods.length) throw new Error('ciods.json lacks a CT IOD');
  const ofCt = ({ ciodId }: { ciodId: string }) => ids.some(({ id }) => id === ciodId);
  const modules = new Set(
    json<{ ciodId: string; moduleId: string }[]>('ciod_to_modules.json')
      .filter(ofCt)
      .map(({ moduleId }) => moduleId),
  );
  const macros = new Set(
    json<{ ciodId: string; macroId: string }[]>('ciod_to_fg_macros.json')
      .filter(ofCt)
      .map(({ macroId }) => macroId),
  );
  interface Row {
    readonly moduleId?: string;
    readonly macroId?: string;
    readonly tag: string;
    readonly type: string;
  }
  const rows = [
    ...json<Row[]>('module_to_attributes.json').filter(({ moduleId }) => modules.has(moduleId!)),
    ...json<Row[]>('macro_to_attributes.json').filter(({ macroId }) => macros.has(macroId!)),
  ];
  const types = new Map<string, string>();
  const order = ['1', '1C', '2', '2C', '3'];
  for (const { tag, type } of rows) {
    if (!order.includes(type)) continue;
    const id = tag.replace(/[(),]/g, '').toLowerCase();
    if (order.indexOf(type) < order.indexOf(types.get(id) ?? '3') || !types.has(id)) types.set(id, type);
  }
  return types;
}

/** What is left of a choice once the attribute's type is known (PS3.15 table E.1-1a). */
function resolved(code: string, type: string | undefined, vr: string): string {
  if (code === 'X/Z/U*') return 'S';
  if (!code.includes('/')) return code;
  // A sequence can't have a dummy that means something: where it may go, it goes.
  if (vr === 'SQ' && code.startsWith('X')) return 'X';
  const rank = type?.[0];
  if (rank === '1' && code.includes('D')) return 'D';
  if ((rank === '1' || rank === '2') && code.includes('Z')) return 'Z';
  return code.startsWith('X') ? 'X' : 'Z';
}

const DATES = ['DA', 'DT', 'TM'];
const profile = basicProfile();
const attributes = dictionary();
// Rows younger than pydicom's dictionary: their names say what they are, and none of them gets a dummy.
for (const [tag, { name }] of profile) {
  if (attributes.has(tag) || tag.startsWith('0000')) continue;
  attributes.set(tag, name.endsWith('DateTime') ? 'DT' : name.endsWith('Sequence') ? 'SQ' : 'UN');
}
const old = new Map(
  json<OldRow[]>('confidentiality_profile_attributes.json').map((row) => [row.id.toLowerCase(), row]),
);
const types = ctTypes();
const actions: Record<string, string[]> = { X: [], Z: [], D: [], U: [], S: [] };
const modifiedDates: string[] = [];
const retainedUids: string[] = [];
for (const [tag, { code }] of [...profile].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const vr = attributes.get(tag) ?? 'UN';
  const action = resolved(code, types.get(tag), vr);
  actions[action]!.push(tag);
  const row = old.get(tag);
  const dated = DATES.includes(vr) && !['00100030', '00100032', '00160077'].includes(tag);
  if (row !== undefined && DATES.includes(vr) && dated !== (row.rtnLongModifDatesOpt === 'C'))
    throw new Error(`the rule of modified dates does not hold for ${tag}`);
  if (dated) modifiedDates.push(tag);
  // Annotation Group UID (006a,0003) came after 2020 and is the one UID among the D's that is retained.
  if (row === undefined ? action === 'U' || tag === '006a0003' : row.rtnUIDsOpt === 'K')
    retainedUids.push(tag);
}

const lines = (words: readonly string[], width: number): string => {
  const out: string[] = [];
  for (const word of words) {
    const last = out.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) out.push(word);
    else out[out.length - 1] = `${last} ${word}`;
  }
  return `\`\n${out.join('\n')}\n\``;
};
const HEAD = '// Written by scripts/write-deidentification-tables.ts; its sources stand there.\n';
const source = fileURLToPath(new URL('../src/deidentify/', import.meta.url));

writeFileSync(
  join(source, 'confidentiality-profile.ts'),
  `${HEAD}
/** Of PS3.15, whose Table E.1-1 this is. */
export const EDITION = '${EDITION}';

/**
 * Tags by what the Basic Application Level Confidentiality Profile does with them in a CT image: X remove, Z empty, D replace
 * by a dummy, U replace by another UID, S keep a sequence and replace the UIDs in it. Overlays, curves and private attributes,
 * which the table names by group, are not listed.
 */
export const BASIC_PROFILE: Readonly<Record<'X' | 'Z' | 'D' | 'U' | 'S', string>> = {
${Object.entries(actions)
  .map(([action, tags]) => `  ${action}: ${lines(tags, 107)},`)
  .join('\n')}
};

/** Dates and times that stay, moved, by Retain Longitudinal Temporal Information with Modified Dates. */
export const MODIFIED_DATES = ${lines(modifiedDates, 107)};

/** UIDs, and sequences of references, that stay by Retain UIDs. */
export const RETAINED_UIDS = ${lines(retainedUids, 107)};
`,
);

const groups = Map.groupBy(
  [...attributes].sort(([a], [b]) => (a < b ? -1 : 1)),
  ([tag]) => tag.slice(0, 4),
);
writeFileSync(
  join(source, 'standard-attributes.ts'),
  `${HEAD}
/**
 * The attributes of PS3.6: for each group the elements in hexadecimal, each followed by its VR (UN where the standard leaves a
 * choice). Repeating groups are not listed.
 */
export const STANDARD_ATTRIBUTES: Readonly<Record<string, string>> = {
${[...groups]
  .map(([group, list]) => {
    const words = list.map(([tag, vr]) => `${tag.slice(4)}${vr.length === 2 ? vr : 'UN'}`);
    return `  '${group}': ${lines(words, 107)},`;
  })
  .join('\n')}
};
`,
);
execFileSync('npx', ['biome', 'check', '--write', source], { stdio: 'inherit' });
const counts = Object.entries(actions).map(([action, tags]) => `${action} ${tags.length}`);
console.log(
  `${profile.size} rows (${counts.join(', ')}), ${modifiedDates.length} dates, ${retainedUids.length} UIDs, ${attributes.size} attributes`,
);
