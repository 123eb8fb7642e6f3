/** What a zip may be. docs/limits.md has the numbers of all that is refused for its size. */
export interface ZipLimits {
  /** Of one entry, unpacked. */
  readonly fileBytes: number;
  readonly zipEntries: number;
  /** How many times its size a zip may unpack to, all zips in it together. */
  readonly zipExpansion: number;
  /** How many zips may lie around an entry's own. */
  readonly zipNesting: number;
}

/** Less than this is no bomb, however well it is packed. */
export const HARMLESS_BYTES = 16 * 2 ** 20;
/** Zips in one zip: each is unpacked to the disk and stays open as long as what is in it may be read. */
export const ZIPS_WITHIN = 1000;

/**
 * What a zip may still unpack to with all the zips in it: one budget for every depth, or each depth would multiply. It is
 * counted down when a zip is opened, by all that it declares.
 */
export interface ZipBudget {
  bytes: number;
  /** The same by the size of the outermost zip, which nothing in it can enlarge. */
  expansion: number;
  entries: number;
  zips: number;
}

/**
 * @param zipBytes of the outermost zip as it lies there, packed
 * @param room what may be unpacked at the most, however large the zip is
 */
export const zipBudget = (
  { zipExpansion }: ZipLimits,
  zipBytes: number,
  room: { readonly bytes: number; readonly entries: number },
): ZipBudget => ({
  bytes: room.bytes,
  expansion: Math.max(HARMLESS_BYTES, zipExpansion * zipBytes),
  entries: room.entries,
  zips: ZIPS_WITHIN + 1,
});
