import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** 32 random bytes, base64url. */
export const makeToken = (): string => randomBytes(32).toString('base64url');

export const isToken = (text: string | undefined): text is string => text !== undefined && TOKEN.test(text);

/** Whether two secrets are the same, in a time that tells nothing of where they differ or of their length. */
export const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
