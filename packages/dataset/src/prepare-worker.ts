import { parentPort, workerData } from 'node:worker_threads';
import type { InputSpecification } from '@ichor/ct';
import { prepareStudy } from './prepare-study.ts';
import { openSource, type SourceDescription } from './source.ts';
import { saveStudy, studyFile } from './study-file.ts';

/** A thread of `prepareStudies`: gets indices of studies, answers when their files are there. */
export interface PrepareWork {
  readonly description: SourceDescription;
  readonly specification: InputSpecification;
  readonly folder: string;
}

/** What became of one study. */
export interface PrepareAnswer {
  readonly index: number;
  readonly error?: { readonly message: string; readonly stack: string | undefined };
}

const { description, specification, folder } = workerData as PrepareWork;
const source = openSource(description);

parentPort!.on('message', async (index: number) => {
  let answer: PrepareAnswer = { index };
  try {
    await saveStudy(studyFile(folder, index), prepareStudy(await (await source).load(index), specification));
  } catch (caught) {
    const { message, stack } = caught as Error;
    answer = { index, error: { message, stack } };
  }
  parentPort!.postMessage(answer);
});
