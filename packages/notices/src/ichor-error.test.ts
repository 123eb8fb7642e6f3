import { expect, test } from 'vitest';
import { ERRORS } from './errors.ts';
import { IchorError, toldError } from './ichor-error.ts';

test('an error says subject, problem and remedy; its own remedy goes before that of the catalogue', () => {
  const what = { code: 'not-dicom', subject: 'scan.txt', problem: 'is not DICOM' } as const;
  expect(new IchorError(what).message).toBe(`scan.txt: is not DICOM. ${ERRORS['not-dicom'].remedy}`);
  const own = new IchorError({ ...what, remedy: 'Rename it.', cause: 'why' });
  expect(own).toMatchObject({ ...what, remedy: 'Rename it.', cause: 'why' });
  expect(own.message).toBe('scan.txt: is not DICOM. Rename it.');
});

test('an error of another version keeps a code that the catalogue does not know', () => {
  const told = { code: 'of-tomorrow', subject: 'a', problem: 'b', remedy: 'C.' };
  expect(toldError(told)).toMatchObject(told);
});

test('a misspelt code does not compile', () => {
  // @ts-expect-error
  expect(() => new IchorError({ code: 'not-dcom', subject: 'a', problem: 'b' })).toThrow(TypeError);
});
