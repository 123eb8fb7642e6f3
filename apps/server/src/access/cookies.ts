/**
 * The values of every cookie of this name: browsers send all that fit, and another server on this machine may have set one of
 * the same name for a longer path, which comes first.
 */
export function cookiesNamed(name: string, header: string | undefined): string[] {
  const values: string[] = [];
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) values.push(pair.slice(at + 1).trim());
  }
  return values;
}

/** Set-Cookie for a secret that scripts can't read and that other sites' requests don't carry. */
export const secretCookie = (name: string, value: string, maxAgeSeconds: number): string =>
  `${name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict`;
