"""Sending again is always safe: any order and repetition of the same rows gives the same requests."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.intake.reconcile import CORRECTED, NEW, UNCHANGED, Arriving, Known, reconcile

ROWS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("12345")), max_size=12)


def arriving(rows, prefix="s"):
    """Make rows from (match, content) pairs."""
    return [Arriving(f"{prefix}{number}", match, content) for number, (match, content) in enumerate(rows)]


def after(known, rows):
    """Return the requests that stand after receiving rows."""
    standing = {request.request_id: request for request in known}
    for row, made in zip(rows, reconcile(known, rows), strict=True):
        standing[made.request_id] = Known(made.request_id, row.match_token, row.content_token)
    return sorted(standing.values(), key=lambda request: request.request_id)


def contents(known):
    """Return what is asked, without ids."""
    return sorted((request.match_token, request.content_token) for request in known)


def distinct(rows):
    """Drop the exact repetitions, which intake holds back as duplicates of the file."""
    return list(dict.fromkeys(rows))


@given(ROWS)
def test_the_same_list_again_changes_nothing(rows):
    first = after([], arriving(distinct(rows)))
    again = arriving(distinct(rows), "t")
    assert {made.change for made in reconcile(first, again)} <= {UNCHANGED}
    assert after(first, again) == first


@given(ROWS, st.randoms(use_true_random=False))
def test_the_same_rows_in_another_order_change_nothing(rows, random):
    first = after([], arriving(distinct(rows)))
    shuffled = distinct(rows)
    random.shuffle(shuffled)
    assert contents(after(first, arriving(shuffled, "t"))) == contents(first)


@given(ROWS)
def test_a_first_list_makes_one_request_a_row(rows):
    assert [made.change for made in reconcile([], arriving(distinct(rows)))] == [NEW] * len(distinct(rows))


def test_a_corrected_row_updates_its_own_request_and_takes_no_other():
    known = [Known("r1", "a", "1"), Known("r2", "a", "2")]
    made = reconcile(known, arriving([("a", "2"), ("a", "9")]))
    assert [(row.request_id, row.change) for row in made] == [("r2", UNCHANGED), ("r1", CORRECTED)]


def test_a_row_about_other_people_is_new():
    made = reconcile([Known("r1", "a", "1")], arriving([("b", "1")]))
    assert [(row.request_id, row.change) for row in made] == [("s0", NEW)]


def test_a_reference_used_again_for_another_family_never_takes_its_place():
    known = [Known("r1", "ref-12", "1", frozenset({"surname-a", "phone-a"}))]
    stranger = Arriving("s1", "ref-12", "2", frozenset({"surname-b", "phone-b"}))
    assert [(row.request_id, row.change) for row in reconcile(known, [stranger])] == [("s1", NEW)]


def test_a_surname_put_right_is_a_correction_while_a_contact_holds():
    known = [Known("r1", "ref-12", "1", frozenset({"surname-a", "phone-a"}))]
    corrected = Arriving("s1", "ref-12", "2", frozenset({"surname-b", "phone-a"}))
    assert [(row.request_id, row.change) for row in reconcile(known, [corrected])] == [("r1", CORRECTED)]


PEOPLE = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("123"), min_size=1)


@given(PEOPLE, st.data())
def test_any_split_repetition_and_order_of_the_same_rows_gives_the_same_requests(people, data):
    """One row a person; a person whose rows differ between two lists was corrected, which is another matter."""
    rows = list(people.items())
    pieces = data.draw(st.lists(st.lists(st.sampled_from(rows), unique=True), max_size=6))
    once = after([], arriving(rows))
    known = []
    for number, piece in enumerate([*pieces, data.draw(st.permutations(rows))]):
        known = after(known, arriving(piece, f"p{number}-"))
    assert contents(known) == contents(once)
