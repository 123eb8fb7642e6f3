import { Worker } from 'node:worker_threads';
import { type ErrorCode, IchorError } from '@ichor/notices';
import { inTurn } from '../ingest/in-turn.ts';

/** What a thread says to a question. */
export type Reply<Answer> =
  | { readonly answer: Answer }
  | { readonly refusal: { code: ErrorCode; subject: string; problem: string; remedy: string } }
  | { readonly failure: string };

/** Objects, besides buffers: a header of a hundred thousand sequences ends the thread, and not the process. */
const MOST_OBJECTS_MIB = 1024;

/**
 * A thread that answers one question after another, so that whatever a stranger's file makes it do, others are served in the
 * meantime. It starts with the first question, again where it ended, and keeps no process alive that has nothing else to do.
 */
export class Thread<Question, Answer> {
  readonly #url: URL;
  readonly #turn = inTurn();
  #worker: Worker | undefined;

  /** @param url of a module that calls `answerQuestions` */
  constructor(url: URL) {
    this.#url = url;
  }

  /** @throws IchorError as the thread does, 'too-large' where a question ends it for want of memory; Error for anything else */
  ask(question: Question): Promise<Answer> {
    return this.#turn(() => this.#asked(question));
  }

  #asked(question: Question): Promise<Answer> {
    const worker = this.#started();
    worker.ref();
    return new Promise<Answer>((resolve, reject) => {
      const done = (): void => {
        worker.off('message', onReply).off('error', onError).off('exit', onExit);
        worker.unref();
      };
      const onReply = (reply: Reply<Answer>): void => {
        done();
        if ('answer' in reply) resolve(reply.answer);
        else reject('refusal' in reply ? new IchorError(reply.refusal) : new Error(reply.failure));
      };
      const onError = (error: Error & { code?: string }): void => {
        done();
        this.#worker = undefined;
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory() : error);
      };
      const onExit = (code: number): void => {
        done();
        this.#worker = undefined;
        reject(new Error(`a thread ended with code ${code}`));
      };
      worker.on('message', onReply).on('error', onError).on('exit', onExit);
      worker.postMessage(question);
    });
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(this.#url, { resourceLimits: { maxOldGenerationSizeMb: MOST_OBJECTS_MIB } });
    // An error between two questions is nobody's; the next one starts another thread.
    worker.on('error', () => {
      this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }
}

const outOfMemory = (): IchorError =>
  new IchorError({
    code: 'too-large',
    subject: 'the file',
    problem: 'takes more memory to look through than any CT image',
    remedy: 'Leave it out.',
  });
