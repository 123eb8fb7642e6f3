import type { Slice } from '@ichor/ct';
import type { InstanceHeader, InstanceIdentity } from '@ichor/dicom';
import { readNifti } from '@ichor/nifti';

/** Names a study and a series that nothing else names; the file's own name may be a patient's. */
const DESCRIPTION = 'NIfTI volume';

/**
 * What a NIfTI file says of its planes, in the file's own order.
 *
 * @throws IchorError as `readNifti` does: where its values are no Hounsfield units of a head, nothing of it is kept.
 */
export async function niftiHeaders(
  bytes: Uint8Array,
  name: string,
  mostBytes: number,
): Promise<InstanceHeader[]> {
  const { slices } = await readNifti(bytes, name, { mostBytes });
  return [...slices]
    .sort((a, b) => (a.instanceNumber ?? 0) - (b.instanceNumber ?? 0))
    .map((slice) => ({
      instance: identityOf(slice),
      slice: {
        ...identityOf(slice),
        rows: slice.rows,
        columns: slice.columns,
        pixelSpacing: slice.pixelSpacing,
        imagePositionPatient: slice.imagePositionPatient,
        imageOrientationPatient: slice.imageOrientationPatient,
        instanceNumber: slice.instanceNumber,
      },
      patientName: undefined,
      patientAge: undefined,
      patientSex: undefined,
      studyDate: undefined,
      studyDescription: DESCRIPTION,
      seriesDescription: DESCRIPTION,
      seriesNumber: undefined,
      manufacturer: undefined,
      manufacturerModelName: undefined,
      damage: undefined,
    }));
}

const identityOf = ({
  studyInstanceUid,
  seriesInstanceUid,
  sopInstanceUid,
  patientId,
}: Slice): InstanceIdentity => ({ studyInstanceUid, seriesInstanceUid, sopInstanceUid, patientId });
