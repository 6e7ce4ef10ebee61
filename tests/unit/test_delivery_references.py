"""References on paper: one form, a check character, and cells that cannot run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.delivery.references import ALPHABET, grant_reference, read_reference
from pipelines.reporting.cells import plain_cell


def test_a_reference_printed_twice_is_the_same():
    assert grant_reference("c1", "h1-D1", "device") == grant_reference("c1", "h1-D1", "device")
    assert grant_reference("c1", "h1-D1", "device") != grant_reference("c1", "h1-D1", "data")


@given(st.text(min_size=1), st.sampled_from(["device", "data"]))
def test_a_reference_is_read_back_however_it_was_typed(line_id, side):
    reference = grant_reference("c1", line_id, side)
    assert read_reference(reference.lower().replace("-", " ")) == reference
    assert read_reference(reference.replace("0", "O").replace("1", "l")) == reference


@given(st.text(min_size=1), st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(line_id, place, typed):
    reference = grant_reference("c1", line_id, "device").replace("-", "")
    wrong = reference[:place] + typed + reference[place + 1 :]
    if typed != reference[place] and abs(ALPHABET.index(typed) - ALPHABET.index(reference[place])) != 31:
        assert read_reference(wrong) is None


@pytest.mark.parametrize(
    "payload",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1", "\u200b=1", "'=1"[1:], "\n=1"],
)
def test_no_cell_can_run_as_a_formula(payload):
    assert plain_cell(payload) == f"'{payload}"


@pytest.mark.parametrize("text", ["+33612345678", "Zoé", "12 rue des Lilas", "", "a=b"])
def test_an_ordinary_cell_and_a_phone_stay_as_they_are(text):
    assert plain_cell(text) == text
