/** For matching words: lower case, without accents, underscores as spaces, so that `\b` holds in every language written in Latin letters. */
export const plainWords = (text: string | undefined): string =>
  (text ?? '').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('_', ' ');
