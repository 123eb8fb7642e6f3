import { type ErrorCode, IchorError } from '@ichor/notices';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/**
 * Throws an IchorError that names the first fields that don't fit the schema.
 *
 * @param what code, subject and remedy of the error
 */
export function assertFits(
  schema: TSchema,
  json: unknown,
  what: { code: ErrorCode; subject: string; remedy: string },
): void {
  const errors = Value.Errors(schema, json);
  if (errors.length === 0) return;
  // The failures of a union's members come before the union's own: the deepest path says most.
  const first = errors.reduce((a, b) => (depth(b.instancePath) > depth(a.instancePath) ? b : a));
  const field = first.instancePath === '' ? 'the file' : first.instancePath.slice(1).replaceAll('/', '.');
  throw new IchorError({ ...what, problem: `does not fit its schema: ${field} ${describe(first)}` });
}

const depth = (path: string): number => path.split('/').length;

function describe(error: { keyword: string; message: string; params: object }): string {
  if (error.keyword === 'required' || error.keyword === 'additionalProperties') {
    const names = Object.values(error.params).flat().join(', ');
    return error.keyword === 'required' ? `lacks ${names}` : `has the unknown ${names}`;
  }
  return error.message === 'schema is false' ? 'is unknown' : error.message;
}
