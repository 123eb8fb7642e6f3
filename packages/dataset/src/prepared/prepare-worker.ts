import { parentPort, workerData } from 'node:worker_threads';
import type { InputSpecification } from '@ichor/scoring';
import { openSource, type SourceDescription } from '../sources/sources.ts';
import { type ThreadFailure, threadFailure } from '../thread-failure.ts';
import { prepareStudy } from './prepare-study.ts';
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
  readonly error?: ThreadFailure;
}

const { description, specification, folder } = workerData as PrepareWork;
const source = openSource(description);

parentPort!.on('message', async (index: number) => {
  let answer: PrepareAnswer = { index };
  try {
    await saveStudy(studyFile(folder, index), prepareStudy(await (await source).load(index), specification));
  } catch (caught) {
    answer = { index, error: threadFailure(caught) };
  }
  parentPort!.postMessage(answer);
});
