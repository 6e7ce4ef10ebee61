"""What no session of training could teach is learnt from the pairs that were compared; what was taught is left alone."""

import random

import numpy as np
import pyarrow as pa
import pytest

from pipelines.linkage.clustering import Bands, Known, grouped
from pipelines.linkage.engine import weighed_pairs
from pipelines.linkage.evidence import KINDS, level_codes
from pipelines.linkage.match import edges_of
from pipelines.linkage.model import documented_model
from pipelines.linkage.reteach import PSEUDO_PAIRS, level_bits, relearnt, share_of, untaught


def test_a_level_is_met_as_often_as_the_sure_pairs_meet_it() -> None:
    before = np.array([0.0, 0.5, 0.5])
    levels, sure = np.array([0, 1, 2, 2, 2]), np.array([1.0, 0.5, 1.0, 1.0, 0.5])
    # Of three pairs that carry it half a one differs; twenty imaginary ones are half and half.
    expected = [0.0, (0.5 + PSEUDO_PAIRS / 2) / (3 + PSEUDO_PAIRS), (2.5 + PSEUDO_PAIRS / 2) / (3 + PSEUDO_PAIRS)]
    assert share_of(levels, sure, before) == pytest.approx(expected)


def test_only_what_its_own_session_alone_would_draw_is_untaught() -> None:
    everything = dict.fromkeys(("phone", "email", "guardian", "child", "place"), 100)
    assert untaught(KINDS, everything, 30) == ()
    only_persons = {"guardian": 100, "phone": 29}
    assert untaught(("surname", "guardian", "place"), only_persons, 30) == ("guardian",)
    assert untaught(("surname", "phone"), {"phone": 100}, 30) == ()
    assert untaught(("surname", "guardian"), {"guardian": 5}, 30) == ("surname", "guardian")


def test_learning_from_pairs_finds_how_often_days_are_written_wrong() -> None:
    """A thousand sure pairs, four in ten with a near day: the share learnt is theirs, and so is the prior."""
    model, codes = documented_model(), level_codes("guardian")
    same, near = codes.index("same_name_same_day") + 1, codes.index("same_name_near_day") + 1
    levels = np.array([same] * 600 + [near] * 400 + [1] * 5_000)
    others = np.where(levels == 1, -20.0, 25.0)
    weight = model.prior_bits + others + level_bits(model, "guardian")[levels]
    weighed = pa.table({"guardian_level": pa.array(levels, pa.int8()), "weight": weight})
    made = relearnt(model, weighed, ("guardian",), 10_000)
    assert made.shares["guardian"]["same_name_near_day"].m == pytest.approx(0.4, abs=0.01)
    assert made.shares["guardian"]["same_name_same_day"].m == pytest.approx(0.6, abs=0.02)
    assert made.prior == pytest.approx(1_000 / (10_000 * 9_999 / 2), rel=0.01)
    assert made.shares["phone"] == model.shares["phone"]
    assert {code: share.u for code, share in made.shares["guardian"].items()} == {
        code: share.u for code, share in model.shares["guardian"].items()
    }


def test_a_register_of_names_and_birth_days_alone_is_deduplicated() -> None:
    """Five hundred rows, fifty of them a second time with one slip: most are found, and nobody is joined with another."""
    rows, truth = register(450, 50)
    names = ("request_id", "guardian_first_name", "guardian_last_name", "guardian_birth_date")
    table = pa.table({name: [row[name] for row in rows] for name in names})
    found = grouped(list(truth), edges_of(weighed_pairs(table)), Known(), Bands()).groups
    together = [group for group in found if len(group) > 1]
    assert all(len({truth[request] for request in group}) == 1 for group in together)
    assert len(together) >= 38


def register(people: int, twice: int) -> tuple[list[dict[str, str]], dict[str, int]]:
    """Return rows and whose they are; a second row has a slip in a name or in the day of birth."""
    draw = random.Random(11)
    firsts = [
        a + b
        for a in ("ka", "mi", "pe", "ju", "ha", "sto", "ma", "li", "gre", "bru")
        for b in ("rin", "ter", "lia", "nno", "rkus", "sela")
    ]
    lasts = [
        a + b
        for a in ("berg", "schul", "neu", "wald", "hof", "kra", "stein", "lin", "vog", "zim")
        for b in ("mann", "ler", "er", "bach", "dorf", "hausen", "ke")
    ]
    rows = [
        {
            "request_id": f"a{number}", "guardian_first_name": drawn(draw, firsts), "guardian_last_name": drawn(draw, lasts),
            "guardian_birth_date": f"{draw.randint(1920, 2005)}-{draw.randint(1, 12):02d}-{draw.randint(2, 28):02d}",
        }
        for number in range(people)
    ]  # fmt: skip
    truth = {row["request_id"]: number for number, row in enumerate(rows)}
    for number in draw.sample(range(people), twice):
        row = rows[number] | {"request_id": f"b{number}"}
        field = draw.choice(("guardian_first_name", "guardian_last_name", "guardian_birth_date"))
        place = draw.randrange(1, len(row[field]) - 1) if field != "guardian_birth_date" else 3
        row[field] = row[field][:place] + ("7" if field == "guardian_birth_date" else "x") + row[field][place + 1 :]
        rows.append(row)
        truth[row["request_id"]] = number
    return rows, truth


def drawn(draw: random.Random, names: list[str]) -> str:
    """Draw a name, the first ones more often."""
    return draw.choices(names, [1 / (place + 8) for place in range(len(names))])[0]
