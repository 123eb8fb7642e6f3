import { HEMORRHAGE_TYPES } from '@ichor/ct';
import Type from 'typebox';

export { closed, count, hemorrhageType, nullable, text } from '@ichor/report';

/** A database row's id. */
export const id = Type.String({ pattern: '^[1-9][0-9]{0,17}$' });
/** A moment, ISO 8601 in UTC. */
export const moment = Type.String({ format: 'date-time' });
export const bleedType = Type.Enum(HEMORRHAGE_TYPES.filter((type) => type !== 'any'));
export const side = Type.Enum(['left', 'right']);
