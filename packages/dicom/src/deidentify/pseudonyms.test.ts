import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { Pseudonyms } from './pseudonyms.ts';

const key = (text: string) => new Uint8Array(new TextEncoder().encode(text));
const KEY = key('a key for these tests');

test('the same key gives the same pseudonyms, another key others', async () => {
  const [a, b, c] = await Promise.all([KEY, KEY, key('another key, as long')].map((k) => Pseudonyms.of(k)));
  expect(await a!.patient('P1')).toEqual(await b!.patient('P1'));
  expect(await a!.uid('1.2.3')).toBe(await b!.uid('1.2.3'));
  expect(await c!.patient('P1')).not.toEqual(await a!.patient('P1'));
  expect(await c!.uid('1.2.3')).not.toBe(await a!.uid('1.2.3'));
});

test('different patients and UIDs get different ones', async () => {
  const pseudonyms = await Pseudonyms.of(KEY);
  const names = new Set<string>();
  const uids = new Set<string>();
  for (let i = 0; i < 500; i++) {
    names.add((await pseudonyms.patient(`P${i}`)).name);
    uids.add(await pseudonyms.uid(`1.2.${i}`));
  }
  expect(names.size).toBe(500);
  expect(uids.size).toBe(500);
});

test('a UID is legal, and the HMAC of the one it stands for', async () => {
  const uid = await (await Pseudonyms.of(KEY)).uid('1.2.3');
  expect(uid).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
  const mac = createHmac('sha256', KEY).update('uid\x001.2.3').digest('hex').slice(0, 32);
  const hex = BigInt(uid.slice(5)).toString(16).padStart(32, '0');
  expect(hex.slice(0, 12)).toBe(mac.slice(0, 12));
  expect(hex[12]).toBe('4');
});

test('dates move by a month to ten years, to the past', async () => {
  const pseudonyms = await Pseudonyms.of(KEY);
  const days = await Promise.all(
    Array.from({ length: 300 }, async (_, i) => (await pseudonyms.patient(`P${i}`)).days),
  );
  expect(Math.max(...days)).toBeLessThanOrEqual(-30);
  expect(Math.min(...days)).toBeGreaterThanOrEqual(-3650);
  expect(new Set(days).size).toBeGreaterThan(250);
});

test('frames of reference that the standard names stay', async () => {
  expect(await (await Pseudonyms.of(KEY)).uid('1.2.840.10008.1.4.1.1')).toBe('1.2.840.10008.1.4.1.1');
});

test('a key that can be guessed is refused', async () => {
  await expect(Pseudonyms.of(key('short'))).rejects.toThrow(RangeError);
});
