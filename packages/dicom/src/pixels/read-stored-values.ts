import { IchorError, Malformed } from '@ichor/notices';
import { type Complaint, complainTo } from '../complaint.ts';
import { LEGAL_CODE, NotCtError, unsupportedPixels } from '../errors.ts';
import { identity, isCtStorage, sopClass } from '../header/identity.ts';
import { isImageless } from '../header/is-imageless.ts';
import { type PixelDescription, pixelDescription } from '../header/pixel-description.ts';
import { type Part10, parsePart10 } from '../part10/parse-part10.ts';
import { transferSyntax } from '../part10/transfer-syntaxes.ts';
import { TAG } from '../tags.ts';
import { decodeCells } from './decode-cells.ts';
import { storedValue } from './stored-values.ts';

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
  readonly notices: readonly Complaint[];
  /** [frames, rows, columns], sign extended. */
  readonly values: Int16Array | Uint16Array;
}

/**
 * Reads the stored values of any grey-scale image, CT or not, without rescale, repairs or judgement: to compare
 * decoders, and to see what a file holds.
 *
 * @param options.mostBytes of the values of all frames, two for each.
 * @throws NotCtError for an object of another kind that has no pixels, or none in grey; else IchorError as `readInstance`
 * does, whatever the modality.
 */
export async function readStoredValues(
  bytes: Uint8Array,
  subject: string,
  { mostBytes = Number.POSITIVE_INFINITY }: { mostBytes?: number } = {},
): Promise<StoredValues> {
  try {
    const file = parsePart10(bytes);
    const { dataSet, stoppedBy, syntaxDoubt, transferSyntaxUid, irregular } = file;
    if (stoppedBy !== undefined) throw stoppedBy;
    if (isImageless(dataSet, sopClass(file))) throw ofOtherKind(file, subject, 'is an object without pixels');
    const notices: Complaint[] = [...irregular];
    const complain = complainTo(notices);
    if (syntaxDoubt !== undefined) complain('transfer-syntax-guessed', syntaxDoubt);
    const description = describedPixels(file, subject);
    const { frames, rows, columns, bitsAllocated, bitsStored, signed } = description;
    if (2 * frames * rows * columns > mostBytes) {
      throw unsupportedPixels(`holds ${frames} x ${rows} x ${columns} pixels, more than are read at once`);
    }
    for (const doubt of description.doubts ?? []) complain('pixel-header-doubtful', doubt);
    const decoded = decodeCells(dataSet, description, transferSyntaxUid, complain);
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

/** Pixels that nobody could take for Hounsfield units are no loss where they belong to something else than CT. */
function describedPixels(file: Part10, subject: string): PixelDescription {
  try {
    return pixelDescription(file.dataSet);
  } catch (error) {
    const isOther = !isCt(file) && error instanceof Malformed && error.code === 'unsupported-pixels';
    throw isOther ? ofOtherKind(file, subject, error.problem) : error;
  }
}

const isCt = (file: Part10): boolean =>
  file.dataSet.text(TAG.Modality) === 'CT' || isCtStorage(sopClass(file) ?? '');

function ofOtherKind(file: Part10, subject: string, problem: string): NotCtError {
  const said = file.dataSet.text(TAG.Modality);
  const modality = said !== undefined && LEGAL_CODE.test(said) ? said : undefined;
  return new NotCtError({
    subject,
    modality,
    instance: identity(file),
    problem: `${problem} (modality ${modality === undefined ? 'not stated' : JSON.stringify(modality)})`,
    remedy: 'Nothing is wrong with it; leave it out.',
  });
}

function joined(parts: readonly (Int16Array | Uint16Array)[]): Int16Array | Uint16Array {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first ?? new Uint16Array(0);
  const Values = first instanceof Int16Array ? Int16Array : Uint16Array;
  const out = new Values(first.length * parts.length);
  for (const [i, part] of parts.entries()) out.set(part, i * first.length);
  return out;
}
