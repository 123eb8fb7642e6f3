import type { NoticeParams } from '@ichor/notices';
import { type Complaint, complaint } from '../complaint.ts';

/** A way in which elements are written against the standard, and can be read all the same. */
export type Irregularity = NoticeParams<'elements-irregular'>['kind'] | 'twice';

/** So many are named. */
const NAMED = 4;

/** What was found in one file, by tag, never by value. */
export class Irregularities {
  readonly #tags = new Map<Irregularity, Set<number>>();

  found(kind: Irregularity, tag: number): void {
    const tags = this.#tags.get(kind) ?? new Set();
    this.#tags.set(kind, tags.add(tag));
  }

  complaints(): Complaint[] {
    return [...this.#tags].map(([kind, tags]) => {
      const sorted = [...tags].sort((a, b) => a - b);
      const names = sorted.slice(0, NAMED).map(tagName);
      const rest = sorted.length - names.length;
      const named = `${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
      return kind === 'twice'
        ? complaint('elements-doubled', { tags: named })
        : complaint('elements-irregular', { kind, tags: named });
    });
  }
}

/** As the standard writes a tag. */
export const tagName = (tag: number): string => {
  const hex = tag.toString(16).padStart(8, '0');
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
};
