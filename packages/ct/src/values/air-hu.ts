/** Hounsfield units of air, by their definition; what lies outside a picture is taken for it. */
export const AIR_HU = -1000;
