/** Terms of SpecificCharacterSet (PS3.3 C.12.1.1.2) -> the labels of the Encoding Standard. */
const ENCODINGS: Readonly<Record<string, string>> = {
  'ISO_IR 100': 'iso-8859-1',
  'ISO_IR 101': 'iso-8859-2',
  'ISO_IR 109': 'iso-8859-3',
  'ISO_IR 110': 'iso-8859-4',
  'ISO_IR 144': 'iso-8859-5',
  'ISO_IR 127': 'iso-8859-6',
  'ISO_IR 126': 'iso-8859-7',
  'ISO_IR 138': 'iso-8859-8',
  'ISO_IR 148': 'iso-8859-9',
  'ISO_IR 203': 'iso-8859-15',
  'ISO_IR 13': 'shift_jis',
  'ISO_IR 166': 'tis-620',
  'ISO_IR 192': 'utf-8',
  'ISO 2022 IR 87': 'iso-2022-jp',
  'ISO 2022 IR 149': 'euc-kr',
  'ISO 2022 IR 58': 'gb18030',
  GB18030: 'gb18030',
  GBK: 'gbk',
};

/**
 * How the texts of a file are to be decoded. Of several character sets the first that is more than ASCII stands for all:
 * names are shown, never compared. Without one, or with an unknown one, Latin-1, as most files without one are meant.
 */
export function textDecoder(characterSets: readonly string[] | undefined): TextDecoder {
  const known = (characterSets ?? [])
    .map((term) => ENCODINGS[term] ?? ENCODINGS[term.replace('ISO 2022 IR', 'ISO_IR')])
    .find((encoding) => encoding !== undefined);
  return new TextDecoder(known ?? 'iso-8859-1');
}
