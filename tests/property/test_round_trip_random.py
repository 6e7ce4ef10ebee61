"""Whatever comes back, in whatever order: stock and grants agree, every line is in one bucket, a second sending changes nothing."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.model.codes import GrantState
from campaigns.statuses import REPORTS
from tests.unit.granted_campaign import faults_of, granted_campaign, written
from tests.unit.test_round_trip import sent, state_of

UNITS = 12
LINES = st.lists(
    st.tuples(
        st.integers(0, UNITS - 1), st.sampled_from([*REPORTS, "", "peut-être"]), st.sampled_from([None, 0, 1, -1]),
        st.sampled_from(["", "", "SN1", "SN2", "SN3"]),
    ),
    max_size=10,
)  # fmt: skip
ORDER = [GrantState.RELEASED, GrantState.DELIVERED, GrantState.HANDED_OVER, GrantState.RETURNED]


def states_of(granted):
    """Return the state of each unit."""
    return {row["line_id"]: row["state"] for row in state_of(granted)[0]}


@settings(max_examples=12)
@given(files=st.lists(LINES, min_size=1, max_size=8))
def test_any_files_are_safe_and_safe_again(tmp_path_factory, files):
    granted = granted_campaign(tmp_path_factory.mktemp("bons"), UNITS, item="laptop", mode="delivery")
    today = granted.office.clock().date()
    for lines in files:
        rows = [
            (granted.references[place], word, "" if days is None else written(today - timedelta(days=days)), serial)
            for place, word, days, serial in lines
        ]
        before = states_of(granted)
        first = sent(granted, rows)
        assert sum(first[name] for name in ("updated", "unchanged", "waiting")) + len(first["errors"]) == len(rows)
        assert faults_of(granted) == []
        after = states_of(granted)
        assert all(ORDER.index(after[unit]) >= ORDER.index(before[unit]) for unit in before)
        kept = state_of(granted)
        assert sent(granted, rows)["updated"] == 0, rows
        assert state_of(granted) == kept
    granted.office.close()
