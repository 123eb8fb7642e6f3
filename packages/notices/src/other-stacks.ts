/** So many differences are listed. */
const LISTED = 3;

/** Stacks that a series holds beside the one that is read. */
export interface OtherStacks {
  readonly count: number;
  /** What each is: "34 coronal slices of 512 x 512 pixels". */
  readonly each: string;
  /** What their headers say that the read one's doesn't: "acquisition 1, with contrast medium". */
  readonly differences: readonly string[];
}

/** @param where with a space before it, to be read after "another stack" */
export function otherStacks({ count, each, differences }: OtherStacks, where = ''): string {
  const rest = differences.length > LISTED ? `; and ${differences.length - LISTED} more` : '';
  const differing = differences.length > 0 ? ` (${differences.slice(0, LISTED).join('; ')}${rest})` : '';
  return count === 1
    ? `The series holds another stack${where}, which is left out here: ${each}${differing}.`
    : `The series holds ${count} other stacks${where}, which are left out here: each ${each}${differing}.`;
}
