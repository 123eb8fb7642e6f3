/** A header's text as it can be stored and shown: without control characters, which PostgreSQL refuses; null where nothing is left. */
export function plainText(text: string | undefined): string | null {
  const plain = text?.replace(/\p{Cc}+/gu, ' ').trim();
  return plain ? plain : null;
}

/** DA (YYYYMMDD, formerly YYYY.MM.DD) -> YYYY-MM-DD; null where it is no date. */
export function dateOf(text: string | undefined): string | null {
  const [, year, month, day] = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(text ?? '') ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}
