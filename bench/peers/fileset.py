"""Copies DICOM files into a medium with its DICOMDIR, by pydicom: fileset.py OUT FILE..."""
import sys

import pydicom
from pydicom.fileset import FileSet

# What a DICOMDIR must say, and a file without its patient may lack.
NEEDED = {'PatientID': 'X', 'PatientName': 'X', 'StudyDate': '20000101', 'StudyTime': '120000', 'StudyID': '1', 'SeriesNumber': 1, 'InstanceNumber': 1}

out, *paths = sys.argv[1:]
files = FileSet()
for path in paths:
    image = pydicom.dcmread(path)
    for name, value in NEEDED.items():
        if not image.get(name):
            setattr(image, name, value)
    files.add(image)
files.write(out)
