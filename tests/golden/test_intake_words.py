"""Headers and values of the trade, one by one: what each is taken for (`trade/headers.txt`, `trade/values.txt`)."""

from datetime import date

import pytest

from pipelines.intake.header_words import recognise
from pipelines.intake.values import CellReader
from pipelines.intake.values_needs import read_needs
from tests.golden.trade.build import SPECS

TODAY = date(2026, 11, 23)


def pairs(name: str) -> list[tuple[str, str]]:
    lines = (SPECS / name).read_text(encoding="utf-8").splitlines()
    parted = (line.rpartition("=") for line in lines if line.strip() and not line.startswith("//"))
    return [(written, meant) for written, _, meant in parted]


@pytest.mark.parametrize(("header", "targets"), pairs("headers.txt"))
def test_a_header_of_the_trade_is_taken_for_what_it_is(header: str, targets: str) -> None:
    guess = recognise(header)
    wanted = targets.split("|")
    assert (guess.target if guess else "None") in {*wanted, "None" if "ignore" in wanted else ""}


@pytest.mark.parametrize(("written", "meant"), pairs("values.txt"))
def test_a_value_of_the_trade_means_what_it_says(written: str, meant: str) -> None:
    field, _, cell = written.partition(":")
    if field == "needs":
        found = " ".join(
            f"{count}{item.removeprefix('need_')}" for item, count in sorted(read_needs(cell).counts.items())
        )
        assert found in meant.split("|")
        return
    value, _ = CellReader(TODAY).read(field, cell)
    assert str(value) in meant.split("|")
