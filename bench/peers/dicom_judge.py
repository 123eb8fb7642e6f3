#!/usr/bin/env python3
"""What pydicom (with GDCM for compressed pixels) makes of DICOM files: one JSON object a path.

    apt-get install python3-pydicom python3-gdcm
    python3 dicom_judge.py hashes FILE...      SHA-256 of the stored values as 16-bit little endian, and of the HU
    python3 dicom_judge.py time FOLDER         milliseconds a slice from files to ordered HU, the least of five rounds
"""
import hashlib, json, pathlib, sys, time, warnings
import numpy as np
import pydicom

warnings.simplefilter('ignore')


def stored(dataset):
    """pydicom leaves the shift of an odd HighBit, and the bits around the stored ones, to its caller."""
    bits, signed = dataset.BitsStored, dataset.PixelRepresentation == 1
    cells = dataset.pixel_array.astype(np.int64) & 0xffff
    values = (cells >> (dataset.HighBit + 1 - bits)) & (2 ** bits - 1)
    if signed:
        values = np.where(values >= 2 ** (bits - 1), values - 2 ** bits, values)
    return values


def hounsfield(dataset, values):
    exact = values * float(dataset.get('RescaleSlope', 1)) + float(dataset.get('RescaleIntercept', 0))
    return np.clip(np.sign(exact) * np.floor(np.abs(exact) + 0.5), -32767, 32767)


def sha(values):
    return hashlib.sha256(values.astype(np.int64).astype('<u2').tobytes()).hexdigest()


def hashes(paths):
    answers = {}
    for path in paths:
        try:
            dataset = pydicom.dcmread(path, force=True)
            if 'TransferSyntaxUID' not in dataset.file_meta:
                dataset.file_meta.TransferSyntaxUID = (
                    pydicom.uid.ImplicitVRLittleEndian if dataset.is_implicit_VR else pydicom.uid.ExplicitVRLittleEndian)
            values = stored(dataset)
            answers[path] = {'stored': sha(values), 'hu': sha(hounsfield(dataset, values)),
                             'position': [float(x) for x in dataset.ImagePositionPatient]}
        except Exception as error:  # what it can't read is an answer too
            answers[path] = {'error': f'{type(error).__name__}: {error}'}
    return answers


def series(files):
    slices = []
    for file in files:
        dataset = pydicom.dcmread(file)
        hu = (dataset.pixel_array * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)).astype(np.int16)
        orientation = np.array(dataset.ImageOrientationPatient, float)
        normal = np.cross(orientation[:3], orientation[3:])
        slices.append((float(np.dot(normal, np.array(dataset.ImagePositionPatient, float))), file.name, hu))
    slices.sort(key=lambda one: one[0])
    return [name for _, name, _ in slices], np.stack([hu for _, _, hu in slices])


if sys.argv[1] == 'hashes':
    print(json.dumps(hashes(sys.argv[2:])))
else:
    files = sorted(pathlib.Path(sys.argv[2]).iterdir())
    order, _ = series(files)
    rounds = []
    for _ in range(5):
        start = time.perf_counter()
        series(files)
        rounds.append(1000 * (time.perf_counter() - start) / len(files))
    print(json.dumps({'order': order, 'ms': min(rounds), 'version': pydicom.__version__}))
