import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';
import Type, { type TSchema } from 'typebox';

/** An object that allows no further keys: a misspelt one is an error, not silence. */
export const closed = <T extends Record<string, TSchema>>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One value of the given schema for each hemorrhage type. */
export const perType = <T extends TSchema>(schema: T) =>
  closed(Object.fromEntries(HEMORRHAGE_TYPES.map((type) => [type, schema])) as Record<HemorrhageType, T>);

export const hemorrhageType = Type.Enum(HEMORRHAGE_TYPES);
/** From 0 to 1: a probability where it is calibrated. */
export const score = Type.Number({ minimum: 0, maximum: 1 });
export const scores = perType(score);
export const text = Type.String({ minLength: 1 });
export const count = Type.Integer({ minimum: 0 });
export const positive = Type.Number({ exclusiveMinimum: 0 });
export const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });
/**
 * DICOM allows 64 digits and dots; the RSNA data set's `ID_...` are read all the same. A frame of a multi-frame image has
 * `#` and its number behind the UID of its file.
 */
export const uid = Type.String({ minLength: 1, maxLength: 64 + 1 + 12 });
