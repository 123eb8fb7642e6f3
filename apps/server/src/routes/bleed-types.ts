import { BLEED_TYPES } from '@ichor/phantom';
import Type from 'typebox';

export const bleedTypes = Type.Enum(BLEED_TYPES);
