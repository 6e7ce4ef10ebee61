"""What a scenario supposes, written into a link and read back."""

from hypothesis import given
from hypothesis import strategies as st

from campaigns.model.codes import Grade
from campaigns.model.scenario import Assumptions
from dashboard.supposition import Supposition, Units, read, supposed_by, written
from pipelines.planning.scenarios import assumptions_of

codes = st.from_regex(r"[A-Z][A-Z0-9-]{0,8}", fullmatch=True)
rows = st.builds(
    Units,
    codes,
    st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True),
    st.integers(1, 1_000_000),
    st.sampled_from(["", *(grade.value for grade in Grade)]),
)
distances = st.none() | st.integers(0, 1_000).map(float) | st.sampled_from([2.5, 12.25])
suppositions = st.builds(
    Supposition,
    st.lists(rows, max_size=3).map(tuple),
    distances,
    distances,
    st.none() | st.integers(0, 100),
    st.integers(0, 40),
)


def test_a_link_says_what_is_supposed_in_words_that_can_be_read() -> None:
    supposed = Supposition((Units("SITE1", "tablet", 50, "A"),), pick_up_km=40.0, floor_share_pct=60, policy_version=2)
    assert written(supposed) == "stock=SITE1:tablet:50:A;retrait=40;plancher=60;regles=2"
    assert written(Supposition()) == ""


@given(suppositions)
def test_a_link_is_read_back_as_it_was_written(supposed: Supposition) -> None:
    assert read(written(supposed)) == supposed


@given(st.text(max_size=60))
def test_any_link_supposes_something_or_nothing_and_breaks_no_page(text: str) -> None:
    assert isinstance(read(text), Supposition)


def test_what_cannot_be_read_in_a_link_supposes_nothing() -> None:
    assert read("stock=SITE1:tablet:beaucoup:A;retrait=-4;plancher=1e3;regles=;autre=1") == Supposition()


@given(suppositions)
def test_a_scenario_that_was_kept_is_supposed_again(supposed: Supposition) -> None:
    assumptions = assumptions_of(supposed.values(None))
    if isinstance(assumptions, Assumptions):
        kept = assumptions.model_dump(mode="json", exclude_defaults=True)
        again = assumptions_of(supposed_by(kept).values(None))
        assert again == assumptions
