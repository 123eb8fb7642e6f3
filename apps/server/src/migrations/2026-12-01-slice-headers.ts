import { type Kysely, sql } from 'kysely';

/** What only a DICOM header says of a slice stands under `header`, no longer beside geometry; `window` is `recommendedWindow` there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  let after = '0';
  for (;;) {
    const { rows } = await sql<{ id: string; slice: Readonly<Record<string, unknown>> }>`
      select id::text, slice from instance where id > ${after} order by id limit ${ROWS}`.execute(db);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    const ids = rows.map(({ id }) => id);
    // As text: jsonb would refuse the zeros that headers may hold.
    const slices = rows.map(({ slice }) => JSON.stringify(withHeader(slice)));
    await sql`
      update instance set slice = changed.slice::json
      from unnest(${ids}::bigint[], ${slices}::text[]) as changed (id, slice)
      where instance.id = changed.id`.execute(db);
  }
}

const ROWS = 1000;

const NAMES: Readonly<Record<string, string>> = {
  acquisitionNumber: 'acquisitionNumber',
  acquisitionTime: 'acquisitionTime',
  temporalPosition: 'temporalPosition',
  modality: 'modality',
  seriesDescription: 'seriesDescription',
  sopClassUid: 'sopClassUid',
  imageType: 'imageType',
  rescaleType: 'rescaleType',
  window: 'recommendedWindow',
  patientPosition: 'patientPosition',
  gantryTiltDegrees: 'gantryTiltDegrees',
  bodyPartExamined: 'bodyPartExamined',
  contrastBolusAgent: 'contrastBolusAgent',
  kvp: 'kvp',
  convolutionKernel: 'convolutionKernel',
};

function withHeader(slice: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const [said, rest] = [true, false].map((of) =>
    Object.entries(slice).filter(([name]) => Object.hasOwn(NAMES, name) === of),
  ) as [[string, unknown][], [string, unknown][]];
  if (said.length === 0) return slice;
  const header = Object.fromEntries(said.map(([name, value]) => [NAMES[name]!, value]));
  return { ...Object.fromEntries(rest), header };
}
