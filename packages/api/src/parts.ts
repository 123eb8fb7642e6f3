import { HEMORRHAGE_TYPES } from '@ichor/ct';
import Type, { type TSchema } from 'typebox';

/** An object that allows no further keys: a misspelt one is an error, not silence. */
export const closed = <T extends Record<string, TSchema>>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** A database row's id. */
export const id = Type.String({ pattern: '^[1-9][0-9]{0,17}$' });
export const count = Type.Integer({ minimum: 0 });
export const text = Type.String({ minLength: 1 });
/** A moment, ISO 8601 in UTC. */
export const moment = Type.String({ format: 'date-time' });
export const hemorrhageType = Type.Enum(HEMORRHAGE_TYPES);
export const bleedType = Type.Enum(HEMORRHAGE_TYPES.filter((type) => type !== 'any'));
export const side = Type.Enum(['left', 'right']);
export const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
