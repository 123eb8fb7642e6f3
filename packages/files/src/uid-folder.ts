const SAFE = /^[0-9A-Za-z_-][0-9A-Za-z._-]{0,63}$/;

/** The name of a UID's folder or file: the UID, or its bytes in hexadecimal where a path can't hold it (some exports' can be anything). */
export const uidFolder = (uid: string): string =>
  SAFE.test(uid) ? uid : `uid-${Buffer.from(uid).toString('hex')}`;
