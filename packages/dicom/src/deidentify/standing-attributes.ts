/**
 * What Table E.1-1 says nothing of, and so lets stand. Of such attributes those with a VR that can hold words, or bytes of any
 * kind, stay only where they are listed here: what the images of a CT scanner need, and what a scanner writes by itself. All others
 * go, be they of other kinds of objects or typed by a person. docs/deidentification.md lists what stays.
 */
export const STANDING_TEXTS: Readonly<Record<string, string>> = {
  'which scanner, so that its habits are known': '00080070 00081090 00181020',
  'how the image was computed': '00181160 00181210 00189320',
  'what values mean': '00281054 00283004',
  'codes of terms, which are the same everywhere': '00080100 00080102 00080103 00080104 00080119 00080120',
  'order of frames': '00209056 00209421',
  'type 2, emptied: the point that positions are measured from, as typed': '00201040',
  'values whose VR depends on the pixels':
    '00280106 00280107 00280108 00280109 00280120 00280121 00283002 00283006 00409211 00409216',
  'pixels, of which nothing but pixels is kept': '7fe00001 7fe00002 7fe00008 7fe00009 7fe00010',
};

/** Of those above: a person may have typed it, and its module wants it there, with or without a value. */
export const STANDING_EMPTY = '00201040';

/** UIDs that name a kind, a terminology or a program, never an instance; any other that stands is replaced. */
export const STANDING_UIDS =
  '00080016 0008001a 0008001b 00080062 0008010c 0008010d 00080117 00080118 00081150 0008115a 00083002 00089123';

/** VRs of a few fixed words, or of numbers. */
export const PLAIN_VRS: ReadonlySet<string> = new Set('SQ CS DS IS AS AT US SS UL SL UV SV FL FD'.split(' '));
