import { parentPort } from 'node:worker_threads';
import { isIchorError } from '@ichor/notices';
import type { Reply } from './thread.ts';

/** Answers what a `Thread` asks; to be called by the thread's own module. */
export function answerQuestions<Question, Answer>(act: (question: Question) => Promise<Answer>): void {
  const port = parentPort;
  if (port === null) throw new TypeError('answerQuestions: this is no thread');
  port.on('message', (question: Question) => {
    act(question).then(
      (answer) => port.postMessage({ answer } satisfies Reply<Answer>),
      (error: unknown) => port.postMessage(replyTo(error)),
    );
  });
}

function replyTo(error: unknown): Reply<never> {
  if (!isIchorError(error))
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  const { code, subject, problem, remedy } = error;
  return { refusal: { code, subject, problem, remedy } };
}
