import { HEMORRHAGE_TYPES, type HemorrhageType } from '@ichor/ct';

/**
 * The true masks of one slice as one picture of labels: 0 outside, 1 + the type's place in HEMORRHAGE_TYPES inside.
 *
 * @param masks [rows, columns] of 0 and 1 each; null where a type is not on the slice
 */
export function truthLabels(
  pixels: number,
  masks: readonly { readonly type: HemorrhageType; readonly mask: Uint8Array | null }[],
): Int16Array {
  const labels = new Int16Array(pixels);
  for (const { type, mask } of masks) {
    if (!mask) continue;
    if (mask.length !== pixels) throw new RangeError(`a mask of ${mask.length} values for ${pixels} pixels`);
    const label = 1 + HEMORRHAGE_TYPES.indexOf(type);
    for (let i = 0; i < pixels; i++) if (mask[i]) labels[i] = label;
  }
  return labels;
}

/** The types that labels hold. */
export function labelledTypes(labels: Int16Array): HemorrhageType[] {
  const present = new Set(labels);
  return HEMORRHAGE_TYPES.filter((_, i) => present.has(i + 1));
}
