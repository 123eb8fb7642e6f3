/** An address without a token that the server did not take: of an earlier start, or not whole. */
export function withoutToken(address: URL): string {
  const { pathname, searchParams, hash } = new URL(address);
  searchParams.delete('token');
  return pathname + (searchParams.size > 0 ? `?${searchParams}` : '') + hash;
}
