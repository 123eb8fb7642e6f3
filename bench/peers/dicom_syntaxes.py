#!/usr/bin/env python3
"""Writes images of every bit depth in every transfer syntax that DCMTK, GDCM and OpenJPH can write, and what they are.

    apt-get install python3-pydicom python3-gdcm dcmtk
    python3 dicom_syntaxes.py depths FOLDER            7 to 16 bits, signed and unsigned
    python3 dicom_syntaxes.py wrap FOLDER COLLECTION   the HTJ2K codestreams of the collection, as DICOM
    python3 dicom_syntaxes.py time FILE...             milliseconds a file to HU, pydicom with GDCM, the least of five

The first two print a JSON list: file, syntax, bits, signed, judge, reference (a file of the values as 16-bit little
endian), within (by how much they may differ).
"""
import json, pathlib, subprocess, sys, time, warnings
import gdcm, numpy as np, pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate, generate_pixel_data_frame
from pydicom.uid import UID, ExplicitVRLittleEndian

warnings.simplefilter('ignore')
ROWS, COLUMNS = 40, 56
ENCODE_HTJ2K = pathlib.Path(__file__).resolve().parents[2] / 'fixtures/dicom/encode-htj2k.ts'
PREFIX = '1.2.840.10008.1.2.4.'


def image(bits, signed):
    """A gradient, noise and a disc over the whole range of values, both ends of which occur."""
    low = -(2 ** (bits - 1)) if signed else 0
    high = low + 2 ** bits - 1
    y, x = np.mgrid[0:ROWS, 0:COLUMNS]
    values = low + (high - low) * (x + 2 * y) / (COLUMNS + 2 * ROWS)
    values = values + np.random.RandomState(bits).normal(0, (high - low) / 30, values.shape)
    values[(x - 30) ** 2 + (y - 18) ** 2 < 60] = high - 3
    values[1, 2], values[2, 1] = low, high
    return np.clip(np.round(values), low, high).astype(np.int64)


def header(bits, signed):
    d = Dataset()
    d.SOPClassUID, d.SOPInstanceUID = '1.2.840.10008.5.1.4.1.1.2', f'2.25.1.{bits}.{int(signed)}'
    d.Modality, d.StudyInstanceUID, d.SeriesInstanceUID, d.PatientID = 'CT', '2.25.2', '2.25.3', 'SYNTAXES'
    d.SamplesPerPixel, d.PhotometricInterpretation, d.Rows, d.Columns = 1, 'MONOCHROME2', ROWS, COLUMNS
    d.BitsAllocated, d.BitsStored, d.HighBit = 8 if bits <= 8 else 16, bits, bits - 1
    d.PixelRepresentation, d.RescaleIntercept, d.RescaleSlope = int(signed), 0, 1
    return d


def save(path, d, syntax):
    d.is_little_endian, d.is_implicit_VR, d.preamble = True, False, b'\0' * 128
    d.file_meta = FileMetaDataset()
    # pydicom doesn't know the newer syntaxes: one of the same length stands in.
    stand_in = syntax if syntax == ExplicitVRLittleEndian else {22: PREFIX + '90', 23: PREFIX + '100'}[len(syntax)]
    d.file_meta.TransferSyntaxUID, d.file_meta.MediaStorageSOPClassUID = UID(stand_in), d.SOPClassUID
    d.file_meta.MediaStorageSOPInstanceUID, d.file_meta.ImplementationClassUID = d.SOPInstanceUID, '2.25.4'
    d.save_as(path, write_like_original=False)
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), syntax.encode(), 1))


def stored(d):
    values = d.pixel_array.astype(np.int64) & (2 ** d.BitsStored - 1)
    return np.where((values >= 2 ** (d.BitsStored - 1)) & (d.PixelRepresentation == 1), values - 2 ** d.BitsStored, values)


def after_loss(d, truth):
    """Overshoot is set to the end of the range, and never wraps, whether negative values were compressed with their sign or cut to BitsStored: what went in shows which."""
    values, half = d.pixel_array.astype(np.int64), 2 ** (d.BitsStored - 1)
    if d.PixelRepresentation == 0:
        return np.clip(values, 0, 2 * half - 1)
    cut = np.clip(values, 0, 2 * half - 1)
    ways = [np.clip(values, -half, half - 1), np.where(cut >= half, cut - 2 * half, cut)]
    return min(ways, key=lambda way: np.abs(way - truth).sum())


def codestream_2000(source, target, rate):
    reader, writer = gdcm.ImageReader(), gdcm.ImageWriter()
    reader.SetFileName(str(source))
    assert reader.Read()
    change, codec = gdcm.ImageChangeTransferSyntax(), gdcm.JPEG2000Codec()
    kind = gdcm.TransferSyntax.JPEG2000 if rate else gdcm.TransferSyntax.JPEG2000Lossless
    change.SetTransferSyntax(gdcm.TransferSyntax(kind))
    if rate:
        codec.SetReversible(False)
        codec.SetRate(0, rate)
        change.SetUserCodec(codec)
    change.SetInput(reader.GetImage())
    assert change.Change()
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    writer.SetFileName(str(target))
    assert writer.Write()
    return next(generate_pixel_data_frame(pydicom.dcmread(target).PixelData, 1))


def depths(folder):
    entries = []
    for bits in range(7, 17):
        for signed in (False, True):
            name = f'{bits}-{"signed" if signed else "unsigned"}'
            values = image(bits, signed)
            d = header(bits, signed)
            cells = values & (2 ** bits - 1)
            d.PixelData = cells.astype('u1' if bits <= 8 else '<u2').tobytes()
            d['PixelData'].VR = 'OW'
            plain = folder / f'{name}.dcm'
            save(plain, d, ExplicitVRLittleEndian)
            truth = folder / f'{name}.bin'
            truth.write_bytes(values.astype('<i8').astype('<u2').tobytes())

            def entry(path, syntax, judge, reference=truth, within=0):
                entries.append(dict(file=str(path), syntax=syntax, bits=bits, signed=signed, judge=judge,
                                    reference=str(reference), within=within))

            def by(syntax, judge, *command, decoder=None):
                path = folder / f'{name}-{syntax}.dcm'
                subprocess.run([*command, str(plain), str(path)], check=True, stderr=subprocess.DEVNULL)
                if decoder is None:
                    return entry(path, syntax, judge)
                decoded, reference = folder / 'decoded.dcm', folder / f'{name}-{syntax}.bin'
                subprocess.run([decoder, str(path), str(decoded)], check=True, stderr=subprocess.DEVNULL)
                reference.write_bytes(stored(pydicom.dcmread(decoded)).astype('<u2').tobytes())
                entry(path, syntax, judge, reference, within=2 if decoder == 'dcmdjpeg' else 0)

            entry(plain, 'explicit', 'pydicom')
            by('implicit', 'DCMTK', 'dcmconv', '+ti')
            by('big-endian', 'DCMTK', 'dcmconv', '+tb')
            by('deflated', 'DCMTK', 'dcmconv', '+td')
            by('rle', 'DCMTK', 'dcmcrle')
            by('jpeg-lossless-57', 'DCMTK', 'dcmcjpeg', '+un', '+el', '+sv', '6')
            by('jpeg-lossless-70', 'DCMTK', 'dcmcjpeg', '+un', '+e1')
            by('jpeg-ls', 'DCMTK', 'dcmcjpls', '+un')
            # DCMTK writes no signed ones; CharLS 2.4 refuses what it writes of 7 bits.
            if not signed and bits > 7:
                by('jpeg-ls-near', 'DCMTK', 'dcmcjpls', '+un', '+en', '+md', '2', decoder='dcmdjpls')
            if not signed and bits in (8, 12):
                option = '+eb' if bits == 8 else '+ee'
                by('jpeg-baseline' if bits == 8 else 'jpeg-extended', 'DCMTK', 'dcmcjpeg', '+un', option, decoder='dcmdjpeg')

            def wrapped(syntax, uid, judge, stream, reference=truth, within=0):
                w = header(bits, signed)
                w.PixelData = encapsulate([stream])
                w['PixelData'].VR, w['PixelData'].is_undefined_length = 'OB', True
                path = folder / f'{name}-{syntax}.dcm'
                save(path, w, PREFIX + uid)
                entry(path, syntax, judge, reference, within)
                return path

            wrapped('jpeg-2000', '90', 'GDCM', codestream_2000(plain, folder / 'encoded.dcm', None))
            reference = folder / f'{name}-jpeg-2000-lossy.bin'
            path = wrapped('jpeg-2000-lossy', '91', 'GDCM', codestream_2000(plain, folder / 'encoded.dcm', 3), reference, 2)
            reference.write_bytes(after_loss(pydicom.dcmread(path), values).astype('<u2').tobytes())
            # OpenJPH's package takes signed bytes for unsigned ones.
            for syntax, uid, kind in () if signed and bits <= 8 else (('htj2k', '201', 'lossless'), ('htj2k-rpcl', '202', 'rpcl')):
                (folder / 'cells').write_bytes(d.PixelData if bits > 8 or not signed else values.astype('i1').tobytes())
                if bits > 8 and signed:
                    (folder / 'cells').write_bytes(values.astype('<i2').tobytes())
                subprocess.run(['node', str(ENCODE_HTJ2K), str(folder / 'cells'), str(ROWS), str(COLUMNS), str(bits),
                                str(int(signed)), str(folder / 'stream'), kind], check=True)
                wrapped(syntax, uid, 'OpenJPH', (folder / 'stream').read_bytes())
    return entries


def wrap(folder, collection):
    entries = []
    for stream in sorted((collection / 'htj2k-codestreams').glob('*.j2c')):
        d = pydicom.dcmread(collection / 'nema-wg04' / f'{stream.stem}_UNC')
        reference = folder / f'{stream.stem}.bin'
        reference.write_bytes(stored(d).astype('<u2').tobytes())
        d.PixelData = encapsulate([stream.read_bytes()])
        d['PixelData'].VR, d['PixelData'].is_undefined_length = 'OB', True
        path = folder / f'{stream.stem}.dcm'
        save(path, d, PREFIX + '201')
        entries.append(dict(file=str(path), syntax='htj2k', bits=int(d.BitsStored), signed=d.PixelRepresentation == 1,
                            judge='NEMA', reference=str(reference), within=0))
    return entries


def timed(files):
    answers = {}
    for file in files:
        rounds = []
        for _ in range(5):
            start = time.perf_counter()
            d = pydicom.dcmread(file)
            (d.pixel_array * float(d.get('RescaleSlope', 1)) + float(d.get('RescaleIntercept', 0))).astype(np.int16)
            rounds.append(1000 * (time.perf_counter() - start))
        answers[file] = min(rounds)
    return answers


def main(mode, *rest):
    if mode == 'depths':
        print(json.dumps(depths(pathlib.Path(rest[0]))))
    elif mode == 'wrap':
        print(json.dumps(wrap(pathlib.Path(rest[0]), pathlib.Path(rest[1]))))
    else:
        print(json.dumps(timed(rest)))


if __name__ == '__main__':
    main(*sys.argv[1:])
