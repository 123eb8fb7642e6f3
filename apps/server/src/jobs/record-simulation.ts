import type { Tx } from '../database/open-database.ts';
import type { Queue } from '../database/queue.ts';
import { addInstance, lockContents } from '../repositories/instances.ts';
import { findOrMakeSeries } from '../repositories/series.ts';
import { addBleeds, lockSimulation } from '../repositories/simulations.ts';
import { identifyStudy } from '../repositories/studies.ts';
import type { SimulatedFiles } from './simulate-study.ts';

/** Records a simulated study, with the job to read it; false where it was deleted or made by another meanwhile. */
export async function recordSimulation(
  tx: Tx,
  queue: Queue,
  studyId: string,
  { slices, bleeds }: SimulatedFiles,
): Promise<boolean> {
  const contents = slices.flatMap(({ incoming, masks }) => [incoming, ...masks.map((mask) => mask.incoming)]);
  await lockContents(
    tx,
    contents.map(({ sha256 }) => sha256),
  );
  const [first] = slices;
  if (!(await lockSimulation(tx, studyId))) return false;
  if (first === undefined || !(await identifyStudy(tx, studyId, first.header))) return false;
  for (const slice of slices) {
    const seriesId = await findOrMakeSeries(tx, studyId, slice.header);
    const instanceId = await addInstance(tx, studyId, seriesId, {
      header: slice.header,
      sha256: slice.incoming.sha256,
      bytes: slice.incoming.bytes,
      tagRefusal: slice.tagRefusal,
    });
    for (const { type, incoming } of slice.masks) {
      await tx
        .insertInto('truth_mask')
        .values({ instance_id: instanceId, type, sha256: incoming.sha256 })
        .execute();
    }
  }
  await addBleeds(tx, studyId, bleeds);
  for (const incoming of contents) await incoming.keep();
  await queue.read(tx, { studyId, now: true });
  return true;
}
