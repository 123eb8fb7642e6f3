import { IchorError } from '@ichor/ct';
import { decodeCells } from './decode-cells.ts';
import { Malformed } from './errors.ts';
import { parsePart10 } from './parse-part10.ts';
import { pixelDescription } from './pixel-description.ts';
import { storedValue } from './stored-values.ts';
import { transferSyntax } from './transfer-syntaxes.ts';

/** The pixels of a file before they mean anything. */
export interface StoredValues {
  readonly transferSyntaxUid: string;
  readonly transferSyntaxName: string;
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly signed: boolean;
  /** What had to be put right to read them. */
  readonly notices: readonly { readonly code: string; readonly message: string }[];
  /** [frames, rows, columns], sign extended. */
  readonly values: Int16Array | Uint16Array;
}

/**
 * Reads the stored values of any grey-scale image, CT or not, without rescale, repairs or judgement: to compare
 * decoders, and to see what a file holds.
 *
 * @throws IchorError as `readInstance` does, whatever the modality.
 */
export async function readStoredValues(bytes: Uint8Array, subject: string): Promise<StoredValues> {
  try {
    const { dataSet, stoppedBy, syntaxDoubt, transferSyntaxUid } = parsePart10(bytes);
    if (stoppedBy !== undefined) throw stoppedBy;
    const notices: { code: string; message: string }[] = [];
    if (syntaxDoubt !== undefined) notices.push({ code: 'transfer-syntax-guessed', message: syntaxDoubt });
    const description = pixelDescription(dataSet);
    const { frames, rows, columns, bitsAllocated, bitsStored, signed } = description;
    const decoded = decodeCells(dataSet, description, transferSyntaxUid, (code, message) => {
      notices.push({ code, message });
    });
    const parts: (Int16Array | Uint16Array)[] = [];
    for await (const { cells, layout } of decoded) {
      const part = new (signed ? Int16Array : Uint16Array)(cells.length);
      const stored = storedValue({ ...layout, signed });
      for (let i = 0; i < part.length; i++) part[i] = stored(cells[i] as number);
      parts.push(part);
    }
    return {
      transferSyntaxUid,
      transferSyntaxName: transferSyntax(transferSyntaxUid).name,
      frames,
      rows,
      columns,
      bitsAllocated,
      bitsStored,
      signed,
      notices,
      values: joined(parts),
    };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    throw new IchorError({ code, subject, problem, remedy, cause });
  }
}

function joined(parts: readonly (Int16Array | Uint16Array)[]): Int16Array | Uint16Array {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first ?? new Uint16Array(0);
  const Values = first instanceof Int16Array ? Int16Array : Uint16Array;
  const out = new Values(first.length * parts.length);
  for (const [i, part] of parts.entries()) out.set(part, i * first.length);
  return out;
}
