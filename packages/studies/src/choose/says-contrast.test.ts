import { namesAgent } from '@ichor/ct';
import { expect, test } from 'vitest';
import { describesContrast } from './says-contrast.ts';

test.each([
  'CTA head C+',
  'Head with contrast',
  'HEAD POST',
  'Schädel mit KM',
  'Kopf nach KM',
  'Angio Kopf',
  'Crâne après injection',
  'Cerebro contraste',
  'cranio con mdc',
  'Perfusion',
  'Hersenen contrast',
  'Venous 1.0',
  'CTV',
])('hears contrast medium in "%s"', (description) => expect(describesContrast(description)).toBe(true));

test.each([
  'Head 5.0',
  'NON-CONTRAST HEAD',
  'Head without contrast',
  'Head w/o contrast',
  'HEAD WO CONTRAST',
  'NCCT',
  'Schädel ohne KM',
  'Kopf nativ',
  'Crâne sans injection',
  'Cerebro sin contraste',
  'cranio senza mdc',
  'Hersenen zonder contrast',
  'Crânio sem contraste',
  'Noncontrast',
  'Posterior fossa',
  '',
])('hears none in "%s"', (description) => expect(describesContrast(description)).toBe(false));

test('tells the name of an agent from the words for none', () => {
  for (const agent of ['Ultravist 300', 'APPLIED', 'IV', 'Omnipaque']) expect(namesAgent(agent)).toBe(true);
  for (const none of ['NONE', 'no', 'w/o', 'ohne KM', 'Native', '--', ' ', '', undefined]) {
    expect(namesAgent(none)).toBe(false);
  }
});
