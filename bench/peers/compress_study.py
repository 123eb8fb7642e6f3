"""Writes a folder of CT slices in other forms: compress_study.py FROM OUT jpeg2000 | rle | enhanced

jpeg2000 and rle: a file a slice, by GDCM. enhanced: one Enhanced CT file of all slices, as compressed as they are.
"""
import os
import sys

import gdcm
import pydicom
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate, generate_pixel_data_frame
from pydicom.sequence import Sequence
from pydicom.uid import generate_uid

SYNTAXES = {'jpeg2000': gdcm.TransferSyntax.JPEG2000Lossless, 'rle': gdcm.TransferSyntax.RLELossless}


def compress(source, target, syntax):
    reader = gdcm.ImageReader()
    reader.SetFileName(source)
    assert reader.Read(), source
    change = gdcm.ImageChangeTransferSyntax()
    change.SetTransferSyntax(gdcm.TransferSyntax(syntax))
    change.SetInput(reader.GetImage())
    assert change.Change(), source
    writer = gdcm.ImageWriter()
    writer.SetFileName(target)
    writer.SetFile(reader.GetFile())
    writer.SetImage(change.GetOutput())
    assert writer.Write(), target


def item(**values):
    out = Dataset()
    for name, value in values.items():
        setattr(out, name, value)
    return out


def frame(ds):
    return next(generate_pixel_data_frame(ds.PixelData, 1))


def enhanced(paths, target):
    slices = [pydicom.dcmread(path) for path in paths]
    ds = slices[0]
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = '1.2.840.10008.5.1.4.1.1.2.1'
    ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=['enhanced'])
    ds.ImageType = ['ORIGINAL', 'PRIMARY', 'VOLUME', 'NONE']
    ds.SharedFunctionalGroupsSequence = Sequence([item(
        PixelMeasuresSequence=Sequence([item(PixelSpacing=ds.PixelSpacing, SliceThickness=ds.SliceThickness)]),
        PlaneOrientationSequence=Sequence([item(ImageOrientationPatient=ds.ImageOrientationPatient)]),
        PixelValueTransformationSequence=Sequence([item(RescaleIntercept=ds.RescaleIntercept, RescaleSlope=ds.RescaleSlope, RescaleType='HU')]),
    )])
    ds.PerFrameFunctionalGroupsSequence = Sequence([
        item(PlanePositionSequence=Sequence([item(ImagePositionPatient=one.ImagePositionPatient)])) for one in slices])
    compressed = ds.file_meta.TransferSyntaxUID.is_compressed
    pixels = [frame(one) if compressed else one.PixelData for one in slices]
    for name in ('PixelSpacing', 'ImageOrientationPatient', 'ImagePositionPatient', 'RescaleIntercept', 'RescaleSlope', 'SliceThickness', 'InstanceNumber'):
        delattr(ds, name)
    ds.NumberOfFrames = len(pixels)
    if compressed:
        ds.PixelData = encapsulate(pixels)
        ds['PixelData'].is_undefined_length = True
    else:
        ds.PixelData = b''.join(pixels)
    ds.save_as(target, write_like_original=False)


def main(source, out, form):
    os.makedirs(out, exist_ok=True)
    names = sorted(os.listdir(source))
    if form in SYNTAXES:
        for name in names:
            compress(os.path.join(source, name), os.path.join(out, name), SYNTAXES[form])
    else:
        enhanced([os.path.join(source, name) for name in names], os.path.join(out, 'enhanced.dcm'))


main(*sys.argv[1:])
