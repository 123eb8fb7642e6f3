/**
 * A text without the blanks, NULs, tabs and ends of lines at its ends. Not by a regular expression, which takes the square of the length
 * where a text of blanks ends in something else.
 */
export function withoutPadding(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isPadding(text.charCodeAt(start))) start++;
  while (end > start && isPadding(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isPadding = (code: number): boolean => code === 0x20 || code === 0 || (code >= 9 && code <= 13);
