"""Copies Leaflet and the fonts out of their public packages into `static/`, with their licences.

Run by `make reference`. It must never change a file that it copies.
"""

import shutil
from pathlib import Path

from geo.packages import ATKINSON, LEAFLET, npm_package

STATIC = Path(__file__).resolve().parents[1] / "static"
LEAFLET_FILES = ("leaflet.js", "leaflet.css")
FONT_STYLES = ("400-normal", "400-italic", "700-normal")
FONT_SUBSETS = ("latin", "latin-ext")


def build_vendor(folder: Path, static: Path = STATIC) -> None:
    """Fetch both packages into a scratch folder and copy what the application serves."""
    copy_leaflet(npm_package(LEAFLET, folder), static / "vendor" / "leaflet")
    copy_fonts(npm_package(ATKINSON, folder), static / "fonts")


def copy_leaflet(package: Path, target: Path) -> None:
    """Copy the library, its sheet, its images and its licence, as published."""
    target.mkdir(parents=True, exist_ok=True)
    for name in LEAFLET_FILES:
        shutil.copyfile(package / "dist" / name, target / name)
    shutil.copytree(package / "dist" / "images", target / "images", dirs_exist_ok=True, copy_function=shutil.copyfile)
    shutil.copyfile(package / "LICENSE", target / "LICENSE")


def copy_fonts(package: Path, target: Path) -> None:
    """Copy the faces that the application uses and their licence."""
    target.mkdir(parents=True, exist_ok=True)
    for subset in FONT_SUBSETS:
        for style in FONT_STYLES:
            name = f"atkinson-hyperlegible-{subset}-{style}.woff2"
            shutil.copyfile(package / "files" / name, target / name)
    shutil.copyfile(package / "LICENSE", target / "LICENSE")
