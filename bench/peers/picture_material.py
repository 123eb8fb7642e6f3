"""Pictures that are no head CT, from packages of Debian and PyPI, none of them kept in the repository.

    python3 picture_material.py FOLDER

Needs apt-get, pip, numpy, scipy and Pillow. Writes grey PNGs of at most 1,024 pixels a side:
  photographs/ drawings/ icons/    wallpapers, sample images of scikit-image, -learn and SciPy; clip art; icons
  mr-*/                            axial slices of MR templates and scans, by how they are shown:
    plain       from 0 to the 99.8th percentile
    bright      white from the 88th percentile on: scalp and white matter saturate
    inverted    plain, black for white
    t2like      inverted within the head alone: fluid is bright, the background stays black
"""

import glob
import os
import subprocess
import sys

import numpy as np
from PIL import Image
from scipy import ndimage

DEBIAN = [
    "gnome-backgrounds", "lomiri-wallpapers", "mate-backgrounds", "plasma-workspace-wallpapers",
    "ukui-wallpapers", "openclipart-png", "oxygen-icon-theme", "mricron-data",
]
PYPI = ["nibabel==5.4.2", "nilearn==0.14.1", "dipy==1.12.1", "pydeface==2.0.2", "scikit-image==0.26.0",
        "scikit-learn==1.9.1", "scipy==1.17.1"]
SIDE = 1024
Image.MAX_IMAGE_PIXELS = None

folder = os.path.abspath(sys.argv[1])
packages = os.path.join(folder, "packages")


def fetch():
    os.makedirs(packages, exist_ok=True)
    quiet = dict(cwd=packages, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["apt-get", "download", *DEBIAN], check=True, **quiet)
    subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "-d", ".", *PYPI], check=True, **quiet)
    for deb in glob.glob(f"{packages}/*.deb"):
        subprocess.run(["dpkg-deb", "-x", deb, deb[:-4]], check=True, **quiet)
    for wheel in glob.glob(f"{packages}/*.whl"):
        subprocess.run([sys.executable, "-m", "zipfile", "-e", wheel, wheel[:-4]], check=True, **quiet)


def save(kind, name, image):
    os.makedirs(f"{folder}/{kind}", exist_ok=True)
    image.save(f"{folder}/{kind}/{name}.png")


def pictures(kind, pattern, every=1):
    paths = sorted(p for p in glob.glob(f"{packages}/{pattern}", recursive=True)
                   if p.lower().endswith((".png", ".jpg", ".jpeg", ".webp", ".tif", ".gif")))
    for number, path in enumerate(paths[::every]):
        try:
            image = Image.open(path).convert("RGBA")
        except Exception:
            continue
        flat = Image.new("RGBA", image.size, (0, 0, 0, 255))
        flat.alpha_composite(image)
        flat.thumbnail((SIDE, SIDE))
        save(kind, f"{number:04d}-{os.path.basename(path).rsplit('.', 1)[0]}", flat.convert("L"))


def square(values, size=512):
    side = int(max(values.shape) * 1.15)
    out = np.zeros((side, side), np.float32)
    row, column = (side - values.shape[0]) // 2, (side - values.shape[1]) // 2
    out[row:row + values.shape[0], column:column + values.shape[1]] = values
    return np.asarray(Image.fromarray(out).resize((size, size), Image.BICUBIC))


def magnetic(kind, pattern, first, last, every):
    import nibabel
    path = glob.glob(f"{packages}/{pattern}", recursive=True)[0]
    image = nibabel.as_closest_canonical(nibabel.load(path))
    data = np.asarray(image.dataobj, dtype=np.float32)
    while data.ndim > 3:
        data = data[..., 0]
    zooms = image.header.get_zooms()
    if abs(zooms[0] - zooms[1]) > 0.01:
        data = ndimage.zoom(data, (1, zooms[1] / zooms[0], 1), order=1)
    lit = data[data > 0.02 * data.max()]
    white, bright = np.percentile(lit, 99.8), np.percentile(lit, 88)
    for k in range(int(first * data.shape[2]), int(last * data.shape[2]), every):
        values = square(np.flipud(data[::-1, :, k].T))
        head = ndimage.binary_fill_holes(ndimage.binary_opening(values > 0.08 * white, iterations=3))
        if head.sum() < 8000:
            continue
        plain = np.clip(values / white, 0, 1)
        shown = {
            "plain": plain,
            "bright": np.clip(values / bright, 0, 1),
            "inverted": 1 - plain,
            "t2like": np.where(head, np.clip(1.05 - plain, 0, 1), 0),
        }
        for how, share in shown.items():
            save(f"mr-{kind}-{how}", f"{k:03d}", Image.fromarray((255 * share).astype(np.uint8)))


if not os.path.exists(f"{folder}/complete"):
    fetch()
    sys.path.insert(0, glob.glob(f"{packages}/nibabel-*none-any")[0])
    for name in ["gnome-backgrounds", "lomiri-wallpapers", "mate-backgrounds", "plasma-workspace-wallpapers",
                 "ukui-wallpapers"]:
        pictures(f"photographs/{name}", f"{name}_*/**/*")
    pictures("photographs/samples", "sci*/**/*")
    pictures("drawings/openclipart", "openclipart-png_*/**/*", every=12)
    pictures("icons/oxygen", "oxygen-icon-theme_*/usr/share/icons/oxygen/base/128x128/**/*", every=3)
    templates = "mricron-data_*/usr/share/mricron/templates"
    magnetic("colin", f"{templates}/ch2.nii.gz", 0.15, 0.95, 2)
    magnetic("mean", "pydeface-*/**/mean_reg2mean.nii.gz", 0.3, 0.98, 3)
    magnetic("colin-stripped", f"{templates}/ch2bet.nii.gz", 0.15, 0.95, 4)
    magnetic("mni-stripped", "nilearn-*/**/mni_icbm152_t1_*.nii.gz", 0.15, 0.95, 4)
    magnetic("monkey", f"{templates}/inia19-t1-brain.nii.gz", 0.15, 0.95, 6)
    magnetic("echo-planar", "nibabel-*/**/example4d.nii.gz", 0, 1, 1)
    magnetic("diffusion", "dipy-*/**/S0_10slices.nii.gz", 0, 1, 1)
    open(f"{folder}/complete", "w").close()
