/** The thread that looks through files which strangers send; see `judgeFile`. */
import { readFile } from 'node:fs/promises';
import { answerQuestions } from '../threads/answer-questions.ts';
import { judgeBytes, type Verdict } from './judge-bytes.ts';

export interface JudgeQuestion {
  readonly path: string;
  /** As it was sent; a file that ends in `.7z` may be one. */
  readonly name: string;
  readonly mostBytes: number;
}

answerQuestions<JudgeQuestion, Verdict>(async ({ path, name, mostBytes }) =>
  judgeBytes(await readFile(path), name, mostBytes),
);
