import type { ImageKind } from '@ichor/ct';
import { type ErrorCode, IchorError, Malformed } from '@ichor/notices';
import type { TransferSyntax } from './part10/transfer-syntaxes.ts';

/** Which instance a header speaks of, even where its pixels can't be had. */
export interface InstanceIdentity {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  /** To group by patient; never printed or logged. */
  readonly patientId: string;
  /** What the image is by its SOP class and ImageType, where that is no slice. */
  readonly kind?: Exclude<ImageKind, 'slice'>;
}

interface What {
  readonly code: ErrorCode;
  readonly subject: string;
  readonly problem: string;
  readonly remedy: string;
  readonly cause?: unknown;
}

/**
 * The header names its study, series and instance, but the pixels can't be had. Hand it to `buildSeries`, which
 * lists the instance as unreadable: a series with a hole must never be taken for a whole one.
 */
export class UnreadablePixelsError extends IchorError {
  override readonly name = 'UnreadablePixelsError';
  readonly instance: InstanceIdentity;

  constructor(what: What & { readonly instance: InstanceIdentity }) {
    super(what);
    this.instance = what.instance;
  }
}

/**
 * Code strings (VR CS) and UIDs as they may be repeated to a user. Where a length in the header is wrong, a value runs on into
 * the next elements, the patient's name among them.
 */
export const LEGAL_CODE = /^[A-Z0-9_ ]{1,16}$/;
const LEGAL_UID = /^[0-9.]{1,64}$/;

/** A sound DICOM object that is no CT image: MR, a structured report, ... */
export class NotCtError extends IchorError {
  override readonly name = 'NotCtError';
  /** As the header gives it; undefined where it gives none that is legal. */
  readonly modality: string | undefined;
  readonly instance: InstanceIdentity | undefined;

  constructor(what: {
    readonly subject: string;
    readonly modality: string | undefined;
    readonly instance: InstanceIdentity | undefined;
    /** Where it isn't the modality that tells. */
    readonly problem?: string | undefined;
    readonly remedy?: string;
  }) {
    super({
      code: 'not-ct',
      subject: what.subject,
      problem:
        what.problem ??
        (what.modality === undefined
          ? 'does not say that it is a CT image'
          : `has the modality ${JSON.stringify(what.modality)}, not CT`),
      remedy: what.remedy ?? 'Only CT images can be read; leave it out.',
    });
    this.modality = what.modality;
    this.instance = what.instance;
  }
}

const AT_ITS_SOURCE =
  'Have the header corrected where the file was made; fetching it again would bring the same.';
const BY_TRANSPORT_OR_SOURCE =
  'Fetch the file again; if it comes the same, ask for this slice to be written anew where it was made.';

/** @param which attributes, e.g. SeriesInstanceUID */
export const missingUid = (which: readonly string[]): Malformed =>
  new Malformed(
    'missing-uid',
    `lacks a readable ${which.join(' and ')}, so that nobody can say where it belongs`,
    AT_ITS_SOURCE,
  );

export const truncated = (problem: string): Malformed =>
  new Malformed('dicom-truncated', problem, 'Fetch the file again: it was cut short on its way.');

export const corrupt = (problem: string): Malformed =>
  new Malformed(
    'dicom-corrupt',
    problem,
    'Fetch the file again; if it comes the same, it was written so: ask for it to be written anew where it was made.',
  );

/** What a header says and no image can have: it came so, and no other copy of it says otherwise. */
export const headerWrong = (problem: string): Malformed =>
  new Malformed('dicom-corrupt', problem, AT_ITS_SOURCE);

export const pixelDataShort = (
  have: number,
  need: number,
  unit: 'bytes' | 'lines' | 'blocks' | 'tiles' | 'frames' = 'bytes',
): Malformed =>
  new Malformed('pixel-data-short', `has too few pixels: ${have} of ${need} ${unit}`, BY_TRANSPORT_OR_SOURCE);

export const pixelDataCorrupt = (problem: string, options?: ErrorOptions): Malformed =>
  new Malformed('pixel-data-corrupt', problem, BY_TRANSPORT_OR_SOURCE, options);

export const noPixelData = (problem = 'holds no pixels'): Malformed =>
  new Malformed('no-pixel-data', problem, 'Ask for the whole image to be sent, not its header alone.');

export const rescaleInvalid = (problem: string): Malformed =>
  new Malformed('rescale-invalid', problem, AT_ITS_SOURCE);

export const unsupportedPixels = (
  problem: string,
  remedy = 'Give the original grey-scale CT images.',
): Malformed => new Malformed('unsupported-pixels', problem, remedy);

/** The refusal of a transfer syntax, by its name. */
export const unsupportedSyntax = ({ name, owner, remedy }: TransferSyntax, uid: string): Malformed =>
  new Malformed(
    'transfer-syntax-unsupported',
    `is written in ${syntaxInWords(name, owner)}${LEGAL_UID.test(uid) ? ` (${uid})` : ''}, which is not read`,
    remedy ??
      'Ask the archive to send it as Explicit VR Little Endian, or convert it, e.g. with "dcmdjpeg" or "gdcmconv --raw".',
  );

function syntaxInWords(name: string, owner: string | undefined): string {
  if (owner !== undefined) return `a private transfer syntax of ${owner}`;
  return name === 'unknown'
    ? 'a transfer syntax that the standard does not have'
    : `the transfer syntax ${name}`;
}
