import type { Tx } from '../database/open-database.ts';
import type { Queue } from '../database/queue.ts';
import { addInstances, lockContents } from '../repositories/instances.ts';
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
  const seriesId = await findOrMakeSeries(tx, studyId, first.header);
  const ids = await addInstances(
    tx,
    slices.map(({ header, incoming: { sha256, bytes }, tagRefusal }) => ({
      studyId,
      seriesId,
      frame: 1,
      header,
      sha256,
      bytes,
      tagRefusal,
    })),
  );
  const masks = slices.flatMap((slice, i) =>
    slice.masks.map(({ type, incoming }) => ({
      instance_id: ids[i] as string,
      type,
      sha256: incoming.sha256,
    })),
  );
  if (masks.length > 0) await tx.insertInto('truth_mask').values(masks).execute();
  await addBleeds(tx, studyId, bleeds);
  await Promise.all(contents.map((incoming) => incoming.keep()));
  await queue.read(tx, { studyId, now: true });
  return true;
}
