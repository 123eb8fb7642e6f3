import { IchorError } from '@ichor/ct';

/** Which instance a header speaks of, even where its pixels can't be had. */
export interface InstanceIdentity {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  /** To group by patient; never printed or logged. */
  readonly patientId: string;
}

interface What {
  readonly code: string;
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
    readonly problem?: string;
  }) {
    super({
      code: 'not-ct',
      subject: what.subject,
      problem:
        what.problem ??
        (what.modality === undefined
          ? 'does not say that it is a CT image'
          : `has the modality ${JSON.stringify(what.modality)}, not CT`),
      remedy: 'Only CT images can be read; leave it out.',
    });
    this.modality = what.modality;
    this.instance = what.instance;
  }
}

/**
 * What went wrong while bytes were taken apart, before anyone knew whose they are. It never leaves this package:
 * `readInstance` adds the file and, where known, the instance.
 */
export class Malformed extends Error {
  override readonly name = 'Malformed';
  readonly code: string;
  readonly problem: string;
  readonly remedy: string;

  constructor(code: string, problem: string, remedy: string, options?: ErrorOptions) {
    super(problem, options);
    this.code = code;
    this.problem = problem;
    this.remedy = remedy;
  }
}

export const missingUid = (): Malformed =>
  new Malformed(
    'missing-uid',
    'lacks a readable SOP instance, series or study UID, so that nobody can say where it belongs',
    'Ask for it to be sent anew.',
  );

export const truncated = (problem: string): Malformed =>
  new Malformed('dicom-truncated', problem, 'Fetch the file again: it was cut short on its way.');

export const corrupt = (problem: string): Malformed =>
  new Malformed('dicom-corrupt', problem, 'Fetch the file again from where it came.');

export const pixelDataShort = (
  have: number,
  need: number,
  unit: 'bytes' | 'lines' | 'blocks' | 'tiles' | 'frames' = 'bytes',
): Malformed =>
  new Malformed(
    'pixel-data-short',
    `has too few pixels: ${have} of ${need} ${unit}`,
    'Fetch the file again, or ask for this slice to be sent anew.',
  );

export const pixelDataCorrupt = (problem: string, options?: ErrorOptions): Malformed =>
  new Malformed(
    'pixel-data-corrupt',
    problem,
    'Fetch the file again, or ask for this slice to be sent anew.',
    options,
  );

export const noPixelData = (problem = 'holds no pixels'): Malformed =>
  new Malformed('no-pixel-data', problem, 'Ask for the whole image to be sent, not its header alone.');

export const rescaleInvalid = (problem: string): Malformed =>
  new Malformed(
    'rescale-invalid',
    problem,
    'Ask for this slice to be sent anew, or have its header corrected.',
  );

export const unsupportedPixels = (problem: string): Malformed =>
  new Malformed('unsupported-pixels', problem, 'Give the original grey-scale CT images.');

/** The refusal of a transfer syntax, by its name. */
export const unsupportedSyntax = (name: string, uid: string): Malformed =>
  new Malformed(
    'transfer-syntax-unsupported',
    `is written in the transfer syntax ${name}${LEGAL_UID.test(uid) ? ` (${uid})` : ''}, which is not read yet`,
    'Convert it to Explicit VR Little Endian, e.g. with "dcmdjpeg", "gdcmconv --raw" or your archive\'s export.',
  );
