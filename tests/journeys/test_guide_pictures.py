"""The pictures of the guide, taken from the application; `make guide` writes them again, and they can be no other."""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.journeys.app_server import ROOT
from tests.journeys.small_served import served_small_campaign
from tests.journeys.visitor import Visitor

GUIDE = ROOT / "docs/guide"
# The picture, the page that it shows, and what must be written on it: a page that stopped is no picture.
PICTURES = {
    "envoyer": ("envoyer?role=partner&structure=ECOLE1", "Votre tableau de familles"),
    "coordonner": ("?role=coordinator", "Que faut-il faire maintenant ?"),
    "approuver": ("plan?role=approver", "Preuve"),
    "stock": ("stock?role=logistics", "Stock"),
    "situation": ("?role=leadership", "Où en est la campagne ?"),
    "proteger-les-donnees": ("droits?role=dpo", "Une famille exerce ses droits"),
}
WIDTH, COLOURS = 960, 64


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the small campaign, its plan adopted and its figures published."""
    with served_small_campaign(tmp_path_factory.mktemp("home")) as at:
        yield at


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("name", PICTURES)
def test_each_picture_of_the_guide_is_taken_from_its_page(
    chromium: Browser, address: str, tmp_path: Path, name: str
) -> None:
    link, said = PICTURES[name]
    with closing(Visitor(chromium, address)) as visitor:
        visitor.opens(link)
        visitor.sees(said)
        assert visitor.page.get_by_role("dialog").count() == 0, "the link led to no page"
        visitor.page.screenshot(path=tmp_path / "taken.png")
    kept = GUIDE / "images" / f"{name}.png" if os.environ.get("CONNEXION_BLESS") else tmp_path / "kept.png"
    with Image.open(tmp_path / "taken.png") as taken:
        small = taken.convert("RGB").resize((WIDTH, WIDTH * taken.height // taken.width), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(kept, optimize=True)
    assert kept.stat().st_size < 80_000


def test_the_guide_shows_each_picture_that_is_taken_and_no_other() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in GUIDE.glob("*.md"))
    shown = set(re.findall(r"\(images/([\w-]+)\.png\)", pages))
    assert shown == set(PICTURES) == {path.stem for path in (GUIDE / "images").iterdir()}
