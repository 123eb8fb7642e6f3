import Type from 'typebox';

/** `:id` of a route: a row's. */
export const idParams = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,17}$' }) });
