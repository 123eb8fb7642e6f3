import { IchorError } from '@ichor/ct';
import { decodeCells } from './decode-cells.ts';
import { Malformed } from './errors.ts';
import { parsePart10 } from './parse-part10.ts';
import { storedValue } from './stored-values.ts';
import { transferSyntax } from './transfer-syntaxes.ts';

/** The pixels of a file before they mean anything. */
export interface StoredValues {
  readonly transferSyntaxUid: string;
  readonly transferSyntaxName: string;
  readonly rows: number;
  readonly columns: number;
  readonly bitsStored: number;
  /** [rows, columns], sign extended. */
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
    const { dataSet, stoppedBy, transferSyntaxUid } = parsePart10(bytes);
    if (stoppedBy !== undefined) throw stoppedBy;
    const { cells, description } = await decodeCells(dataSet, transferSyntaxUid, () => {});
    const { rows, columns, bitsStored, signed } = description;
    const values = new (signed ? Int16Array : Uint16Array)(cells.length);
    const stored = storedValue(description);
    for (let i = 0; i < values.length; i++) values[i] = stored(cells[i] as number);
    const { name } = transferSyntax(transferSyntaxUid);
    return { transferSyntaxUid, transferSyntaxName: name, rows, columns, bitsStored, values };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const { code, problem, remedy, cause } = error;
    throw new IchorError({ code, subject, problem, remedy, cause });
  }
}
