import { parentPort, workerData } from 'node:worker_threads';
import type { InputSpecification } from '@ichor/ct';
import { prepareStudy } from './prepare-study.ts';
import { openSource, type SourceDescription } from './source.ts';

/** A thread of `prepare`: gets indices of studies, answers with prepared studies. */
const { description, specification } = workerData as {
  description: SourceDescription;
  specification: InputSpecification;
};
const source = openSource(description);

parentPort!.on('message', async (index: number) => {
  try {
    const prepared = prepareStudy(await (await source).load(index), specification);
    parentPort!.postMessage({ index, prepared }, [prepared.planes.buffer]);
  } catch (error) {
    const { message, stack } = error as Error;
    parentPort!.postMessage({ index, error: message, stack });
  }
});
