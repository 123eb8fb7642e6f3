import type { ErrorEntry } from '../error-entry.ts';

/** Of DICOM files. What is wrong with one of them is told, and the others are read. */
export const DICOM_ERRORS = {
  'not-dicom': {
    meaning: 'A file is not DICOM, or nothing in it says so.',
    remedy: 'Leave it out, or give the DICOM file.',
  },
  'not-ct': {
    meaning: 'A DICOM object is no CT image: another modality, a report, a plan.',
    remedy: 'Only CT images can be read; leave it out.',
  },
  'not-a-ct-image': {
    meaning: 'A DICOM object is of a kind that is not de-identified: only CT images are.',
    remedy: 'Leave it out, or have it de-identified by other means.',
  },
  'dicom-truncated': {
    meaning: 'A DICOM file ends before all that it promises.',
    remedy: 'Fetch the file again: it was cut short on its way.',
  },
  'dicom-corrupt': {
    meaning: 'A DICOM file contradicts itself or the standard, so that nobody can say what it means.',
    remedy:
      'Fetch the file again; if it comes the same, it was written so: ask for it to be written anew where it was made.',
  },
  'missing-uid': {
    meaning: 'The header lacks a UID, so that nobody can say where the image belongs.',
    remedy: 'Have the header corrected where the file was made; fetching it again would bring the same.',
  },
  'no-pixel-data': {
    meaning: 'An image comes without its pixels.',
    remedy: 'Ask for the whole image to be sent, not its header alone.',
  },
  'pixel-data-short': {
    meaning: 'An image has fewer pixels than its header says.',
    remedy:
      'Fetch the file again; if it comes the same, ask for this slice to be written anew where it was made.',
  },
  'pixel-data-corrupt': {
    meaning: "The pixels can't be decoded.",
    remedy:
      'Fetch the file again; if it comes the same, ask for this slice to be written anew where it was made.',
  },
  'unsupported-pixels': {
    meaning: 'The pixels are of a kind that is not read: colour, other depths, more than any CT image has.',
    remedy: 'Give the original grey-scale CT images.',
  },
  'transfer-syntax-unsupported': {
    meaning:
      'The file is written in a transfer syntax that is not read; docs/transfer-syntaxes.md lists those that are.',
    remedy:
      'Ask the archive to send it as Explicit VR Little Endian, or convert it, e.g. with "dcmdjpeg" or "gdcmconv --raw".',
  },
  'rescale-invalid': {
    meaning: 'The way to Hounsfield units that the header gives is none.',
    remedy: 'Have the header corrected where the file was made; fetching it again would bring the same.',
  },
  'overlay-in-pixels': {
    meaning: 'An overlay lies within the cells of the pixels, where de-identification would leave it.',
    remedy: 'Have a person look at the overlay, and write the image anew without it.',
  },
  'duplicate-instance': {
    meaning: 'Two files bear one SOP Instance UID; the first was written.',
    remedy: 'Nothing to do where it is a copy; else give the files apart from each other.',
  },
  'image-inconsistent': {
    meaning: 'An image to be written has another number of values than of pixels.',
    remedy: 'Give rows * columns Hounsfield units.',
  },
  'value-out-of-range': {
    meaning: 'A value to be written does not fit the bits of the image.',
    remedy: 'Clip the values, or choose other bits or another intercept.',
  },
} satisfies Readonly<Record<string, ErrorEntry>>;
