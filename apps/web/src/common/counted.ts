/** counted(1, 'file') -> "1 file"; counted(1200, 'study', 'studies') -> "1,200 studies". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
