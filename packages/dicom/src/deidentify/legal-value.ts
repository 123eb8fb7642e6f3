const WORD = /^[A-Z0-9_ ]{0,16}$/;
const LEGAL: Readonly<Record<string, RegExp>> = {
  CS: WORD,
  DS: /^ *([+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?)? *$/,
  IS: /^ *([+-]?\d{1,12})? *$/,
  AS: /^(\d{3}[DWMY])?$/,
  UI: /^[0-9.]{0,64}$/,
};
const BYTES: Readonly<Record<string, number>> = {
  ...{ US: 2, SS: 2, AT: 4, UL: 4, SL: 4, FL: 4, FD: 8, UV: 8, SV: 8 },
};

/** Whether a value of the VR can be this one (PS3.5 table 6.2-1): what can't may be anything, a name among it. */
export const isLegal = (vr: string, value: string): boolean => LEGAL[vr]?.test(value) ?? true;

/** Whether values of the VR can fill so many bytes. */
export const isLegalLength = (vr: string, bytes: number): boolean => bytes % (BYTES[vr] ?? 1) === 0;
