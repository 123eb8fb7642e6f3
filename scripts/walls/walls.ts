/** The walls, by the names that docs/architecture.md explains them under and a failing check says. */
export const WALLS = [
  'A room has a row',
  'A room imports what its row allows',
  'A room is entered by its name',
  'Workers alone decode',
  'The HTTP process runs no network',
  'Product imports no test apparatus',
  'A browser room knows no Node',
  'The DOM belongs to the page',
  'What is imported is declared',
  'What is declared is imported',
  'Sources import no devDependency',
  'Rooms form no cycle',
  'Files form no cycle',
  'Installing runs what is allowed',
] as const;

export type Wall = (typeof WALLS)[number];

/** One place where a wall doesn't hold. */
export interface Breach {
  readonly file: string;
  readonly line: number;
  readonly wall: Wall;
  readonly message: string;
}
