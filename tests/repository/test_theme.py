"""The theme: the palette and the served configuration agree, every text can be read, nothing comes from elsewhere."""

import tomllib
from itertools import product

import pytest

from dashboard.palette import DARK, LIGHT, TEXT_COLOURS, contrast
from tests.repository.sources import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
READABLE = 4.5  # WCAG 2.2, level AA, text of ordinary size
SAME = {
    "primaryColor": "action",
    "backgroundColor": "paper",
    "secondaryBackgroundColor": "surface",
    "textColor": "ink",
    "linkColor": "action",
    "borderColor": "line",
    "redTextColor": "gap",
    "orangeTextColor": "need",
    "greenTextColor": "served",
    "grayTextColor": "waiting",
}


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(
    ("theme", "colour", "ground"), [*product(("light", "dark"), TEXT_COLOURS, ("paper", "surface"))]
)
def test_every_text_can_be_read_on_every_ground(theme: str, colour: str, ground: str) -> None:
    palette = LIGHT if theme == "light" else DARK
    assert contrast(palette[colour], palette[ground]) >= READABLE


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_text_of_a_filled_button_can_be_read(palette: dict[str, str]) -> None:
    assert contrast(palette["paper"], palette["action"]) >= READABLE


@pytest.mark.parametrize(("theme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_served_theme_is_the_palette(theme: str, palette: dict[str, str]) -> None:
    assert {key: CONFIG["theme"][theme][key] for key in SAME} == {key: palette[name] for key, name in SAME.items()}


def test_fonts_are_served_from_here_and_are_in_the_repository() -> None:
    addresses = [face["url"] for face in CONFIG["theme"]["fontFaces"]]
    assert len(addresses) == 3
    for address in addresses:
        assert (ROOT / address.removeprefix("app/")).is_file()


def test_the_server_is_closed_by_default() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["server"]["maxUploadSize"] == 30
    assert CONFIG["server"]["enableAgentApi"] is False
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert CONFIG["client"]["disableDataExport"] is True
