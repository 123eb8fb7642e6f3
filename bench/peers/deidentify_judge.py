#!/usr/bin/env python3
"""An independent reading of PS3.15 Table E.1-1, that judges what was de-identified: one JSON object.

    apt-get install python3-pydicom && pip install --no-deps idiscore==1.2.0
    python3 deidentify_judge.py make IN            writes files that hold every attribute of the table
    python3 deidentify_judge.py judge IN OUT KIND  KIND: shift-replace, shift-keep, remove-replace, remove-keep
    python3 deidentify_judge.py real IN OUT PIXELS files of any kind: pixels, and values of the header that named something; PIXELS
                                                   holds what decoded pixels are, a JSON object a line with path and sha256
    python3 deidentify_judge.py plant IN OUT       the same files with words among their pixels, in every syntax
    python3 deidentify_judge.py planted OUT        which of what was written still holds such a word among its pixels

The table is idiscore's (read as data, not run: 623 rows with their options, taken from the standard on 2024-09-19); the
product's comes from other hands and a later edition. Values that must not survive hold CANARY and a number.
"""
import ast, collections, datetime, importlib.util, json, pathlib, random, re, struct, sys, warnings
import pydicom
from pydicom.datadict import dictionary_VR, tag_for_keyword
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import (DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian,
                         ImplicitVRLittleEndian, RLELossless)

warnings.simplefilter('ignore')
CT = '1.2.840.10008.5.1.4.1.1.2'
ROOT = '1.2.826.0.1.4711'
SYNTAXES = [ExplicitVRLittleEndian, ImplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian, RLELossless]
PATIENTS = ['CANARY-P1', 'CANARY-P2', 'CANARY-P3']


def table():
    """Option -> tag -> action, of the tags that are written out (groups such as 60xx are judged apart)."""
    found = importlib.util.find_spec('idiscore')
    path = pathlib.Path(next(iter(found.submodule_search_locations))) / '_public_dicom.py'
    rules = {}
    for node in ast.parse(path.read_text()).body:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)):
            continue
        lists = [k.value for k in node.value.keywords if k.arg == 'rules']
        if lists:
            rules[node.targets[0].id] = {
                int(rule.elts[0].args[0].value, 16): rule.elts[1].attr
                for rule in lists[0].elts
                if rule.elts[0].func.id == 'SingleTag'}
    return rules


TABLE = table()
BASIC, DATES, UIDS = TABLE['basic_profile'], TABLE['retain_modified_dates'], TABLE['retain_uid']
# Here the table's readings differ: idiscore retains Referenced Patient Sequence with the UIDs, innolitics' (2020) removes it
# under that option too. Removing betrays less, and the product does.
del UIDS[0x00081120]


def value(vr, serial, rng):
    """Something of a VR that can be found again; no two alike."""
    text = f'CANARY{serial}'
    day = datetime.date(2001, 1, 1) + datetime.timedelta(days=rng.randrange(7000))
    return {
        'DA': day.strftime('%Y%m%d'), 'DT': day.strftime('%Y%m%d') + '1122334' [:6], 'TM': f'{serial % 24:02d}{serial % 60:02d}07',
        'UI': f'{ROOT}.9.{serial}', 'AS': f'{100 + serial % 800:03d}Y', 'CS': text, 'DS': str(serial), 'IS': str(serial),
        'US': serial % 65000 + 1, 'SS': serial % 32000 + 1, 'UL': serial + 1, 'SL': serial + 1, 'FL': float(serial + 1),
        'FD': float(serial + 1), 'OB': text.encode() + b'\0' * (len(text) % 2), 'OW': text.encode() + b'\0' * (len(text) % 2),
        'UN': text.encode() + b'\0' * (len(text) % 2), 'AT': Tag(0x00100010), 'PN': f'{text}^X', 'UV': serial + 1,
        'OD': b'CANARYOD', 'OF': b'CANARYOF', 'OL': b'CANARYOL', 'OV': b'CANARYOV', 'SV': serial + 1,
    }.get(vr, text)


def vr_of(tag):
    try:
        return dictionary_VR(tag).split(' or ')[0]
    except KeyError:
        return None


def holds(tag):
    """Not those of commands, file meta information and directories, nor what this pydicom has never heard of."""
    return vr_of(tag) is not None and tag >> 16 not in (0x0000, 0x0002, 0x0004)


def fill(dataset, rng, serial):
    """Every attribute of the table that a data set may hold; sequences hold a name, a date, a UID and a private element."""
    for tag in BASIC:
        if not holds(tag):
            continue
        vr = vr_of(tag)
        serial[0] += 1
        if vr == 'SQ':
            item = Dataset()
            for inner in ('PatientName', 'PatientID', 'StudyDate', 'SOPInstanceUID', 'PatientComments',
                          'ReferencedSOPInstanceUID', 'AcquisitionDateTime', 'InstitutionName'):
                serial[0] += 1
                item.add_new(tag_for_keyword(inner), vr_of(tag_for_keyword(inner)),
                             value(vr_of(tag_for_keyword(inner)), serial[0], rng))
            item.ReferencedSOPClassUID = CT
            item.add_new(0x00210010, 'LO', f'CANARY{serial[0]}')
            deeper = Dataset()
            deeper.PatientName, deeper.SeriesInstanceUID = f'CANARY{serial[0]}^Y', f'{ROOT}.8.{serial[0]}'
            item.ReferencedSeriesSequence = Sequence([deeper])
            dataset.add_new(tag, 'SQ', Sequence([item]))
            dataset[tag].is_undefined_length = bool(rng.randrange(2))
            item.is_undefined_length_sequence_item = bool(rng.randrange(2))
        else:
            dataset.add_new(tag, vr, value(vr, serial[0], rng))


def rle(pixels):
    """64 cells of 16 bits as two segments of one literal run each, the high bytes first."""
    planes = [bytes([63]) + pixels[half::2] + b'\0' for half in (1, 0)]
    return struct.pack('<16L', 2, 64, 64 + len(planes[0]), *[0] * 13) + b''.join(planes)


def make(folder):
    rng, serial = random.Random(5), [0]
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(30):
        patient, study, series = number % 3, number % 6, number % 12
        d = Dataset()
        fill(d, rng, serial)
        d.SpecificCharacterSet = 'ISO_IR 100'
        d.SOPClassUID, d.Modality, d.SOPInstanceUID = CT, 'CT', f'{ROOT}.3.{number}'
        d.PatientID, d.PatientName = PATIENTS[patient], f'{PATIENTS[patient]}^Name'
        d.StudyInstanceUID, d.SeriesInstanceUID = f'{ROOT}.1.{study}', f'{ROOT}.2.{series}'
        d.StudyDate = (datetime.date(2015, 3, 1) + datetime.timedelta(days=100 * study)).strftime('%Y%m%d')
        d.ImagePositionPatient, d.ImageOrientationPatient = [0, 0, number], [1, 0, 0, 0, 1, 0]
        d.ImageType, d.KVP, d.ConvolutionKernel = ['ORIGINAL', 'PRIMARY', 'AXIAL'], '120', 'H30s'
        d.SamplesPerPixel, d.PhotometricInterpretation, d.Rows, d.Columns = 1, 'MONOCHROME2', 8, 8
        d.PixelSpacing, d.BitsAllocated, d.BitsStored, d.HighBit, d.PixelRepresentation = [0.5, 0.5], 16, 16, 15, 0
        d.RescaleIntercept, d.RescaleSlope, d.RecognizableVisualFeatures = '-1024', '1', 'YES'
        kept = Dataset()
        kept.CTDIvol, kept.PatientName = 12.5, 'CANARY^Kept'
        kept.add_new(0x00191001, 'LO', 'CANARY private')
        d.CTExposureSequence = Sequence([kept])
        for group in (0x0009, 0x0019, 0x7fe1):
            d.add_new(Tag(group, 0x0010), 'LO', 'CANARY CREATOR')
            d.add_new(Tag(group, 0x1001), 'UN', b'CANARY')
        for group in (0x5000, 0x5002, 0x6000, 0x601e):
            d.add_new(Tag(group, 0x3000), 'OW', b'CANARY')
            d.add_new(Tag(group, 0x4000), 'LT', 'CANARY')
        syntax = SYNTAXES[number % len(SYNTAXES)]
        pixels = bytes(rng.randrange(256) for _ in range(128))
        d.PixelData = encapsulate([rle(pixels)]) if syntax == RLELossless else pixels
        d['PixelData'].VR = 'OB' if syntax == RLELossless else 'OW'
        d['PixelData'].is_undefined_length = syntax == RLELossless
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = CT, d.SOPInstanceUID
        meta.TransferSyntaxUID, meta.SourceApplicationEntityTitle = syntax, 'CANARYAE'
        d.file_meta, d.preamble = meta, b'CANARY!!' * 16
        d.is_little_endian = syntax != ExplicitVRBigEndian
        d.is_implicit_VR = syntax == ImplicitVRLittleEndian
        d.save_as(folder / f'{PATIENTS[patient]}-{number}.dcm', write_like_original=False)
    return {'files': 30, 'rows': len(BASIC), 'held': len([tag for tag in BASIC if holds(tag)])}


def text(element):
    return str(element.value).strip('\0 ')


def is_empty(element):
    return len(element.value) == 0 if element.VR == 'SQ' else element.value in (None, '', b'')


class Judge:
    def __init__(self, dates, uids):
        self.dates, self.uids = dates == 'shift', uids == 'keep'
        self.wrong, self.met, self.map, self.days = [], collections.Counter(), {}, collections.defaultdict(set)

    def say(self, path, tag, what):
        self.wrong.append(f'{path}: {Tag(tag)}: {what}')

    def dataset(self, path, before, after, patient):
        for element in before:
            self.element(path, element, after.get(element.tag), patient)
        added = {0x00120062, 0x00120063, 0x00120064, 0x00280303}
        for element in after:
            if element.tag not in before and int(element.tag) not in added:
                self.say(path, element.tag, 'was not there before')

    def element(self, path, element, now, patient):
        tag, group = int(element.tag), element.tag.group
        if group % 2 or group & 0xff00 in (0x5000, 0x6000) or element.tag.element == 0:
            self.met['groups'] += 1
            if now is not None:
                self.say(path, tag, 'is still there')
            return
        action = BASIC.get(tag)
        if self.dates and tag in DATES:
            self.date(path, element, now, patient, action)
        elif self.uids and tag in UIDS:
            self.kept(path, element, now, patient)
        elif action is None:
            self.kept(path, element, now, patient)
        else:
            self.basic(path, element, now, action, patient)

    def kept(self, path, element, now, patient):
        if now is None:
            self.say(path, element.tag, 'is gone')
        elif element.VR == 'SQ':
            self.met['walked'] += 1
            if len(element.value) != len(now.value):
                self.say(path, element.tag, 'has another number of items')
            for one, other in zip(element.value, now.value):
                self.dataset(path, one, other, patient)
        else:
            self.met['kept'] += 1
            if element.value != now.value:
                self.say(path, element.tag, 'is another value')

    def basic(self, path, element, now, action, patient):
        self.met[action] += 1
        tag, gone = element.tag, now is None
        may_go, may_empty = 'REMOVE' in action, 'EMPTY' in action
        if gone:
            if not may_go:
                self.say(path, tag, f'is gone, where the table has {action}')
        elif action == 'REMOVE':
            self.say(path, tag, 'is still there')
        elif action == 'UID' or (action == 'REMOVE_OR_EMPTY_OR_UID'):
            if element.VR == 'SQ':
                self.kept(path, element, now, patient)
            else:
                self.uid(path, element, now)
        elif is_empty(now):
            # A dummy is also allowed where the table says empty; an empty value where it says dummy is not.
            if not may_empty:
                self.say(path, tag, f'is empty, where the table has {action}')
        elif element.VR == 'SQ':
            if any(len(item) for item in now.value):
                self.say(path, tag, 'is no dummy')
        elif element.value == now.value or 'CANARY' in text(now):
            self.say(path, tag, 'is not changed')

    def uid(self, path, element, now):
        old, new = text(element), text(now)
        if not re.fullmatch(r'2\.25\.[1-9]\d{0,38}', new):
            self.say(path, element.tag, f'{new} is no new UID')
        if self.map.setdefault(old, new) != new:
            self.say(path, element.tag, 'stands for one UID under two names')

    def date(self, path, element, now, patient, action):
        self.met['dates'] += 1
        if now is None or is_empty(now):
            # An opaque time stamp can't be moved: then the table's own action is due.
            if element.VR in ('DA', 'DT', 'TM') or (now is None and 'REMOVE' not in action):
                self.say(path, element.tag, 'is a date that is gone')
            return
        if element.VR == 'TM':
            return
        if element.VR not in ('DA', 'DT'):
            return self.basic(path, element, now, action, patient)
        old, new = text(element), text(now)
        if old[8:] != new[8:]:
            self.say(path, element.tag, 'has another time')
        day = lambda s: datetime.date(int(s[:4]), int(s[4:6]), int(s[6:8]))
        self.days[patient].add((day(new) - day(old)).days)


def frames(dataset):
    return dataset.get_item(0x7fe00010).value


def judge(before_folder, after_folder, dates, uids):
    verdict = Judge(dates, uids)
    befores = {path: pydicom.dcmread(path) for path in sorted(before_folder.rglob('*.dcm'))}
    afters = [pydicom.dcmread(path) for path in sorted(after_folder.rglob('*.dcm'))]
    place = {(d.ImagePositionPatient[2], d.file_meta.TransferSyntaxUID): d for d in afters}
    pseudonyms = collections.defaultdict(set)
    leaks = 0
    for path, before in befores.items():
        after = place.get((before.ImagePositionPatient[2], before.file_meta.TransferSyntaxUID))
        if after is None:
            verdict.say(path.name, 0, 'was not written')
            continue
        name, patient = path.stem[-2:], before.PatientID
        pseudonyms[patient].add((str(after.PatientName), after.PatientID))
        verdict.dataset(name, before, after, patient)
        if frames(before) != frames(after):
            verdict.say(name, 0x7fe00010, 'is not the same bytes')
        if after.get('PatientIdentityRemoved') != 'YES' or not after.get('DeidentificationMethod'):
            verdict.say(name, 0x00120062, 'does not say what was done')
        codes = {item.CodeValue for item in after.get('DeidentificationMethodCodeSequence', [])}
        wanted = {'113100'} | ({'113107'} if dates == 'shift' else set()) | ({'113110'} if uids == 'keep' else set())
        if codes != wanted:
            verdict.say(name, 0x00120064, f'names {codes}')
        if after.get('LongitudinalTemporalInformationModified') != ('MODIFIED' if dates == 'shift' else 'REMOVED'):
            verdict.say(name, 0x00280303, 'does not say what became of the dates')
        if after.file_meta.MediaStorageSOPInstanceUID != after.SOPInstanceUID:
            verdict.say(name, 0x00020003, 'is not the SOP Instance UID')
        if 'SourceApplicationEntityTitle' in after.file_meta or after.preamble != b'\0' * 128:
            verdict.say(name, 0x00020016, 'is still there')
    for path in sorted(after_folder.rglob('*.dcm')):
        # What pydicom writes anew without compression, so that a deflated data set can be searched too.
        plain = pydicom.dcmread(path)
        searched = path.read_bytes() + str(plain).encode() + str(path).encode()
        leaks += b'CANARY' in searched or (uids == 'replace' and ROOT.encode() in searched)
    one_each = all(len(names) == 1 for names in pseudonyms.values())
    distinct = len(set().union(*pseudonyms.values())) == len(PATIENTS)
    shifts = {patient: sorted(days) for patient, days in verdict.days.items()}
    steady = dates == 'remove' or (len(shifts) == len(PATIENTS) and all(len(d) == 1 for d in shifts.values()))
    return {'files': len(afters), 'wrong': len(verdict.wrong), 'examples': verdict.wrong[:12], 'leaks': leaks,
            'pseudonyms': one_each and distinct, 'shifts': steady, 'uids': len(verdict.map),
            'uidsDistinct': len(set(verdict.map.values())) == len(verdict.map), 'met': dict(verdict.met)}


def naming(dataset):
    """Values of at least four characters that the table takes away, but for those that name nobody."""
    for element in dataset.iterall():
        if element.VR in ('SQ', 'OB', 'OW', 'UN', 'TM', 'DA', 'DT') or element.tag.is_private:
            continue
        if int(element.tag) in BASIC and BASIC[int(element.tag)] != 'KEEP':
            for one in str(element.value).split('\\'):
                if len(one.strip()) >= 4:
                    yield one.strip()


def values_of(dataset):
    return '\n'.join(str(e.value) for e in dataset.iterall() if e.VR not in ('SQ', 'OB', 'OW'))


def real(before_folder, after_folder, decoded):
    sha256 = {one['path']: one['sha256'] for one in map(json.loads, decoded.read_text().splitlines()) if 'sha256' in one}
    pixels, leaks, syntaxes, files, decodable = 0, [], set(), 0, 0
    originals = collections.defaultdict(list)
    for path in sorted(p for p in before_folder.rglob('*') if p.is_file()):
        try:
            before = pydicom.dcmread(path, force=path.suffix == '.dcm')
            if str(path) in sha256:
                originals[sha256[str(path)]].append(before)
        except Exception:
            continue
    for path in sorted(after_folder.rglob('*.dcm')):
        files += 1
        after = pydicom.dcmread(path)
        syntaxes.add(after.file_meta.TransferSyntaxUID)
        decodable += str(path) in sha256
        twins = originals.get(sha256.get(str(path)), [])
        twins = [t for t in twins if t.get('ImagePositionPatient') == after.get('ImagePositionPatient')]
        pixels += bool(twins)
        shown = values_of(after)
        for twin in twins[:1]:
            # A word such as HEAD stands in attributes too that the table leaves alone.
            elsewhere = ' '.join(str(e.value) for e in twin.iterall() if e.VR != 'SQ' and int(e.tag) not in BASIC)
            leaks += [f'{path.name}: {value}' for value in set(naming(twin)) if value in shown and value not in elsewhere]
    return {'files': files, 'decodable': decodable, 'pixels': pixels, 'leaks': leaks, 'syntaxes': len(syntaxes)}


WORDS = b'CANARY^PIXELS^OF^A^PATIENT'


def in_jpeg(frame):
    """Comment, EXIF and an unknown application segment behind the start; words behind the end."""
    segments = b''.join(bytes([0xff, marker]) + struct.pack('>H', 2 + len(WORDS)) + WORDS for marker in (0xfe, 0xe1, 0xed))
    return frame[:2] + segments + frame[2:] + WORDS


def in_jpeg_2000(frame):
    """A comment behind SIZ; words behind the end."""
    siz = 4 + struct.unpack('>H', frame[4:6])[0]
    return frame[:siz] + b'\xff\x64' + struct.pack('>HH', 4 + len(WORDS), 1) + WORDS + frame[siz:] + WORDS


def plant(before_folder, after_folder):
    """Of every file with pixels: in each fragment by its own bytes, else behind the last pixel."""
    after_folder.mkdir(parents=True, exist_ok=True)
    planted = collections.Counter()
    for path in sorted(before_folder.rglob('*.dcm')):
        try:
            d = pydicom.dcmread(path)
            syntax, value = d.file_meta.TransferSyntaxUID, d.PixelData
        except Exception:
            continue
        if d.get('SOPClassUID') != CT:
            continue
        if syntax.is_compressed and syntax != DeflatedExplicitVRLittleEndian:
            frames_of = [one for one in fragments_of(value)]
            if len(frames_of) != int(d.get('NumberOfFrames', 1)):
                continue
            d.PixelData = encapsulate([in_jpeg(f) if f[:2] == b'\xff\xd8' else
                                       in_jpeg_2000(f) if f[:2] == b'\xff\x4f' else f + WORDS for f in frames_of])
            d['PixelData'].is_undefined_length = True
        elif len(value) < d.Rows * d.Columns * d.BitsAllocated // 8:
            # Where pixels lack, words would take their place.
            continue
        else:
            d.PixelData = value + WORDS
        d.save_as(after_folder / path.name)
        planted[str(syntax)] += 1
    return {'files': sum(planted.values()), 'syntaxes': len(planted)}


def fragments_of(value):
    """The items behind the offset table."""
    at = 8 + struct.unpack('<L', value[4:8])[0]
    while at + 8 <= len(value) and value[at:at + 4] == b'\xfe\xff\x00\xe0':
        length = struct.unpack('<L', value[at + 4:at + 8])[0]
        yield value[at + 8:at + 8 + length]
        at += 8 + length


def planted(folder):
    files = sorted(folder.rglob('*.dcm'))
    # In big endian the bytes of words are turned round.
    turned = bytes(b for pair in zip(WORDS[1::2], WORDS[::2]) for b in pair)
    leaks = [p.name for p in files if any(w in bytes(pydicom.dcmread(p).PixelData) for w in (WORDS[:6], turned[:6], b'PIXELS'))]
    return {'files': len(files), 'leaks': leaks}


if sys.argv[1] == 'real':
    print(json.dumps(real(*map(pathlib.Path, sys.argv[2:5]))))
elif sys.argv[1] == 'plant':
    print(json.dumps(plant(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))))
elif sys.argv[1] == 'planted':
    print(json.dumps(planted(pathlib.Path(sys.argv[2]))))
elif sys.argv[1] == 'make':
    print(json.dumps(make(pathlib.Path(sys.argv[2]))))
else:
    dates, uids = sys.argv[4].split('-')
    print(json.dumps(judge(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), dates, uids)))
