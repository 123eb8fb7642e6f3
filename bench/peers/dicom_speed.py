#!/usr/bin/env python3
"""Writes a series in several transfer syntaxes, and times pydicom and numpy from its files to ordered Hounsfield units.

    apt-get install python3-pydicom python3-gdcm dcmtk
    python3 dicom_speed.py encode FOLDER OUT    OUT/explicit, OUT/rle, ... by DCMTK, GDCM and OpenJPH
    python3 dicom_speed.py time FOLDER ROUNDS   one JSON object, as bench/time-reading.ts prints it

OUT/htj2k-as-jpeg-2000 is OUT/htj2k under JPEG 2000's name: GDCM does not know HTJ2K's, but hands the stream to OpenJPEG.
"""
import hashlib, json, pathlib, resource, shutil, subprocess, sys, time
import numpy as np, pydicom
from concurrent.futures import ThreadPoolExecutor
from dicom_syntaxes import ENCODE_HTJ2K, PREFIX, codestream_2000, encapsulate, save

AIR = -1000


def encode(folder, out):
    files = sorted(folder.iterdir())
    targets = {name: out / name for name in (
        'explicit', 'rle', 'jpeg-lossless', 'jpeg-ls', 'jpeg-2000', 'htj2k', 'htj2k-as-jpeg-2000')}
    for target in targets.values():
        target.mkdir(parents=True)

    def htj2k(file):
        d = pydicom.dcmread(file)
        cells, stream = (targets['htj2k'] / f'{file.name}.{end}' for end in ('cells', 'stream'))
        cells.write_bytes(d.PixelData)
        subprocess.run(['node', str(ENCODE_HTJ2K), str(cells), str(d.Rows), str(d.Columns), str(d.BitsStored),
                        str(d.PixelRepresentation), str(stream), 'lossless'], check=True)
        d.PixelData = encapsulate([stream.read_bytes()])
        d['PixelData'].VR, d['PixelData'].is_undefined_length = 'OB', True
        save(targets['htj2k'] / file.name, d, PREFIX + '201')
        save(targets['htj2k-as-jpeg-2000'] / file.name, d, PREFIX + '90')
        cells.unlink(), stream.unlink()

    for file in files:
        shutil.copyfile(file, targets['explicit'] / file.name)
        for name, *command in (('rle', 'dcmcrle'), ('jpeg-lossless', 'dcmcjpeg', '+un', '+e1'), ('jpeg-ls', 'dcmcjpls', '+un')):
            subprocess.run([*command, str(file), str(targets[name] / file.name)], check=True, stderr=subprocess.DEVNULL)
        codestream_2000(file, targets['jpeg-2000'] / file.name, None)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(htj2k, files))


def along_normal(d):
    row, column = (np.array(d.ImageOrientationPatient[i:i + 3], float) for i in (0, 3))
    return float(np.cross(row, column) @ np.array(d.ImagePositionPatient, float))


def read(files):
    """[slices, rows, columns] Hounsfield units along the normal."""
    placed = []
    for file in files:
        d = pydicom.dcmread(file)
        hu = d.pixel_array * float(d.RescaleSlope) + float(d.RescaleIntercept)
        placed.append((along_normal(d), hu.astype(np.int16)))
    placed.sort(key=lambda one: one[0])
    return np.stack([hu for _, hu in placed])


def timed(files, rounds):
    wall, volume = [], None
    for _ in range(rounds + 1):
        started = time.perf_counter()
        volume = read(files)
        wall.append(1000 * (time.perf_counter() - started) / len(files))
        if len(wall) == 1:
            before = time.process_time()
    processor = 1000 * (time.process_time() - before) / len(files) / rounds
    # What is left in place of padding is the reader's own affair.
    padding = pydicom.dcmread(files[0]).get('PixelPaddingValue')
    if padding is not None:
        volume[volume == padding] = AIR
    return dict(slices=len(files), first=wall[0], wall=wall[1:], processor=processor,
                sha=hashlib.sha256(volume.astype('<i2').tobytes()).hexdigest(),
                megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


if sys.argv[1] == 'encode':
    encode(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
else:
    print(json.dumps(timed(sorted(pathlib.Path(sys.argv[2]).iterdir()), int(sys.argv[3]))))
