"""The pictures of the guide: taken during a journey, and held against those that the guide shows.

`make guide` writes them (CONNEXION_BLESS=1). Without it nothing is written: a picture of the guide carries the sentences
that could be read on it, and the page must still say each of them.
"""

import io
import json
import os
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Page

from tests.journeys.app_server import ROOT
from tests.journeys.roles.sentences import of_language, one_spaced

IMAGES = ROOT / "docs/guide/images"
WIDTH, MOST_BYTES = 960, 80_000
# A page full of words has more shades of grey than the guide can carry: fewer are then kept.
COLOURS = (256, 128, 64, 32)
SAID = "sentences"
IN_VIEW = """() => {
  const seen = [], walker = document.createTreeWalker(
    document.querySelector('[data-testid=stMain]'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    const box = range.getBoundingClientRect();
    const shown = walker.currentNode.parentElement.checkVisibility({opacityProperty: true, visibilityProperty: true});
    if (box.width && box.top >= 0 && box.bottom <= window.innerHeight && shown) seen.push(walker.currentNode.data);
  }
  return seen;
}"""
ANYWHERE = IN_VIEW.replace("box.top >= 0 && box.bottom <= window.innerHeight", "true")


def take(page: Page, name: str) -> None:
    """Write a picture of what is in view into the guide, or check that the guide's own is not out of date."""
    path = IMAGES / f"{name}.png"
    if os.environ.get("CONNEXION_BLESS"):
        path.write_bytes(small_png(page.screenshot(), sorted(sentences_of(page, IN_VIEW))))
        return
    assert path.exists(), f"{name}.png is not in the guide: make guide"
    gone = said_on(path) - sentences_of(page, ANYWHERE)
    assert gone == set(), f"{name}.png shows what the page no longer says: make guide"


def sentences_of(page: Page, script: str) -> set[str]:
    """Return which of our sentences are written on a page."""
    return of_language("fr").found(one_spaced(text) for text in page.evaluate(script))


def small_png(taken: bytes, said: list[str]) -> bytes:
    """Reduce a picture to the width of the guide and to few colours, and write into it the sentences that it shows."""
    notes = PngInfo()
    notes.add_itxt(SAID, json.dumps(said, ensure_ascii=False), zip=True)
    with Image.open(io.BytesIO(taken)) as whole:
        width = min(WIDTH, whole.width)
        small = whole.convert("RGB").resize((width, width * whole.height // whole.width), Image.Resampling.LANCZOS)
    return next(png for png in (packed(small, colours, notes) for colours in COLOURS) if len(png) < MOST_BYTES)


def packed(picture: Image.Image, colours: int, notes: PngInfo) -> bytes:
    """Return a picture in so many colours as a PNG file."""
    out = io.BytesIO()
    # By an octree: the usual choice gives every colour to the letters' greys, and leaves a map none of its own.
    reduced = picture.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    reduced.save(out, "PNG", optimize=True, pnginfo=notes)
    return out.getvalue()


def said_on(path: Path) -> set[str]:
    """Return the sentences that a picture of the guide shows."""
    with Image.open(path) as picture:
        picture.load()
        return set(json.loads(picture.info[SAID]))
