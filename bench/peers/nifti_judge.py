"""What nibabel makes of NIfTI files: writes a folder of them in every form, and says where voxels lie and what they hold.

    nifti_judge.py write FOLDER   files of all datatypes, versions, byte orders, axes; truth.json beside them
"""
import itertools
import json
import os
import sys

import nibabel
import numpy as np

SAMPLES = 300


def head(points, rng):
    """Hounsfield units of a noisy egg at RAS points [..., 3]; every voxel its own value."""
    radius = np.sqrt((points[..., 0] / 56) ** 2 + (points[..., 1] / 64) ** 2 + (points[..., 2] / 56) ** 2)
    hu = np.where(radius > 1, -1000, np.where(radius > 0.9, 900, 33))
    return np.round(hu + rng.normal(0, 6, hu.shape)).astype(int)


def rotation(rng, degrees):
    axis = rng.normal(size=3)
    axis /= np.linalg.norm(axis)
    k = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def write(folder):
    rng = np.random.default_rng(7)
    dtypes = ["uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]
    truth = {}
    cases = itertools.product(dtypes, [1, 2], "<>", ["sform", "qform", "both"])
    for number, (dtype, version, order, form) in enumerate(cases):
        axes = rng.permutation(3)
        steps = np.zeros((3, 3))
        for voxel_axis, axis in enumerate(axes):
            steps[axis, voxel_axis] = 2 * rng.choice([-1, 1])
        steps = rotation(rng, rng.uniform(0, 25)) @ steps
        if rng.random() < 0.5:
            # Pixels of one size, gaps of another, along the axis that is nearest to the patient's.
            nearest = np.argmax(np.abs(steps[2]))
            steps[:, nearest] *= rng.uniform(0.6, 1)
        shape = (62, 64, 60)
        middle = (np.array(shape) - 1) / 2
        affine = np.eye(4)
        affine[:3, :3] = steps
        affine[:3, 3] = -steps @ middle + rng.normal(0, 4, 3)
        grid = np.moveaxis(np.indices(shape), 0, -1)
        hu = head(grid @ steps.T + affine[:3, 3], rng)
        # Unsigned and 8-bit voxels need slope and intercept.
        slope, inter = {"uint8": (8, -1040), "int8": (8, -16)}.get(dtype, (1, -1100 if dtype[0] == "u" else 0))
        limits = np.iinfo(dtype) if dtype[0] != "f" else None
        stored = np.round((hu - inter) / slope)
        if limits is not None:
            stored = np.clip(stored, limits.min, limits.max)
        kind = nibabel.Nifti1Image if version == 1 else nibabel.Nifti2Image
        header = (nibabel.Nifti1Header if version == 1 else nibabel.Nifti2Header)(endianness=order)
        image = kind(stored.astype(np.dtype(dtype).newbyteorder(order)), affine, header, dtype=dtype)
        image.header.set_xyzt_units("mm")
        image.set_sform(affine, 1 if form != "qform" else 0)
        image.set_qform(affine, 1 if form != "sform" else 0)
        image.header.set_slope_inter(slope, inter)
        name = f"{number:03}-{dtype}-v{version}-{'little' if order == '<' else 'big'}-{form}"
        path = os.path.join(folder, name + (".nii.gz" if number % 3 == 0 else ".nii"))
        nibabel.save(image, path)
        loaded = nibabel.load(path)
        assert loaded.header.endianness == order, name
        values = loaded.get_fdata()
        voxels = np.stack([rng.integers(0, n, SAMPLES) for n in shape], 1)
        places = nibabel.affines.apply_affine(loaded.affine, voxels)
        truth[os.path.basename(path)] = {
            "places": np.round(places, 6).tolist(),
            "values": [float(values[tuple(v)]) for v in voxels],
        }
    with open(os.path.join(folder, "truth.json"), "w") as file:
        json.dump({"version": nibabel.__version__, "files": truth}, file)


if sys.argv[1] == "write":
    write(sys.argv[2])
else:
    sys.exit(__doc__)
