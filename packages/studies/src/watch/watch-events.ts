import type { HemorrhageType } from '@ichor/ct';
import type { Answer } from '@ichor/report';

/** What `ichor watch` says while it works. None of it tells who a patient is: no names, numbers, dates or paths. */
export type WatchEvent =
  | { readonly event: 'watching'; readonly quietSeconds: number }
  /** A study is new, or has grown; it is read once it has been quiet. */
  | { readonly event: 'arrived'; readonly studyInstanceUid: string; readonly files: number }
  | { readonly event: 'reading'; readonly studyInstanceUid: string; readonly files: number }
  | {
      readonly event: 'read';
      readonly studyInstanceUid: string;
      readonly files: number;
      readonly answer: Answer;
      readonly calls: readonly HemorrhageType[];
      readonly milliseconds: number;
    }
  /** error.json says more. */
  | { readonly event: 'failed'; readonly studyInstanceUid: string; readonly code: string }
  /** Files that name no study, by the code of what is wrong with them; said again when it changes. */
  | { readonly event: 'ignored'; readonly files: Readonly<Record<string, number>> }
  /** The folder can't be read for now, or can again. */
  | { readonly event: 'input-away'; readonly code: string }
  | { readonly event: 'input-back' }
  | { readonly event: 'stopped' };
