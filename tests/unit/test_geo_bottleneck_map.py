"""The small map of what stands before a family: sites of the stock within reach, a department, and never a household."""

import json
import re

from geo.bottleneck_map import TightSite, bottleneck_map, bounds_of, discs_of
from geo.map import map_html
from geo.marks import Site

LANDY = TightSite(Site("SITE1", "Point d'accueil du Landy", "point_accueil", "93066", "93", 2), 2, 2)
DEPOT = TightSite(Site("NORD", "Dépôt <b>de Lille</b>", "depot", "59350", "59", 8), 8, 8)
NOWHERE = TightSite(Site("X", "Site perdu", "relais", "99999", "", 1), 1, 1)


def page_of(department_code: str | None, *sites: TightSite, language: str = "fr") -> str:
    return map_html(bottleneck_map(department_code, sites, language=language, inline=True))


def test_each_site_is_a_disc_whose_area_is_its_units_and_says_what_was_granted() -> None:
    large, small = discs_of([LANDY, DEPOT, NOWHERE], "fr")
    # 3 px at nothing, 16 px at the most: 3 + 13 x sqrt(2/8).
    assert (large["radius"], small["radius"]) == (16.0, 9.5)
    assert small["label"] == "Point d&#x27;accueil du Landy, unités attribuées : 2 sur 2 à portée"
    assert "<" not in large["label"]
    assert [round(side) for side in small["at"]] == [49, 2]


def test_only_the_department_of_the_household_is_told_and_drawn_apart() -> None:
    page = page_of("93", LANDY, DEPOT)
    features = [json.loads(found) for found in re.findall(r"geo_json_\w+_add\((\{.*?\})\);", page)]
    said = {
        shape["properties"]["code"]: shape["properties"]["figure"]
        for layer in features for shape in layer["features"] if "figure" in shape["properties"]
    }  # fmt: skip
    assert {code for code, text in said.items() if text == "Département du foyer"} == {"93"}
    assert len(said) == 101
    assert "Département du foyer : inconnu" in page_of(None, LANDY)
    assert "Department of the household" in page_of("93", LANDY, language="en")


def test_the_view_holds_the_department_and_every_site() -> None:
    (south, west), (north, east) = bounds_of("93", discs_of([LANDY, DEPOT], "fr"))
    assert south < 48.9 < north
    assert 50.6 < north < 51.1
    assert west < 2.3 < 3.0 < east < 3.6
    (south, west), (north, east) = bounds_of(None, [])
    assert east - west > 15


def test_the_map_asks_for_nothing_outside() -> None:
    page = page_of("93", LANDY)
    assert re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?!data:)[^"]*"', page) == []
