"""One code a status, a word for every reader, and a page that says what the tables say."""

import pytest

from campaigns.lifecycle import TRANSITIONS
from campaigns.model.codes import GrantState, HandOverKind, ShortfallReason
from campaigns.model.help_codes import ReferralState
from campaigns.referrals import BEFORE
from campaigns.statuses import DESK_WORDS, OPERATOR_WORDS, REFERRAL_WORDS, REPORTS, STATUS_WORDS, Status, status_of
from pipelines.delivery.note_reading import WORDS
from pipelines.delivery.notes import written_status
from pipelines.family_steps import STEP_WORDS, FamilyStep
from pipelines.registers import canonical
from pipelines.reporting.statuses_page import PAGE, statuses_page


def test_the_page_is_what_the_tables_say():
    assert PAGE.read_text("utf-8") == statuses_page()


def test_every_status_has_its_words_in_both_languages():
    assert set(STATUS_WORDS) == set(Status) and set(REFERRAL_WORDS) == set(ReferralState)
    for words in (*STATUS_WORDS.values(), *REFERRAL_WORDS.values()):
        for name in words.__slots__:
            sentence = getattr(words, name)
            assert sentence.fr and sentence.en and sentence.fr != sentence.en


def test_every_state_of_a_grant_has_a_status_whatever_was_reported_last():
    kinds, reasons = ["", *HandOverKind], ["", *ShortfallReason]
    reached = {status_of(state, kind, reason) for state in GrantState for kind in kinds for reason in reasons}
    assert reached == set(Status)


@pytest.mark.parametrize(
    ("state", "kind", "reason", "status"),
    [
        ("granted", "", "", "granted"), ("released", "", "", "released"), ("released", "shipped", "", "shipped"),
        ("released", "attempt", "unknown_line", "not_credited"), ("released", "attempt", "absent", "waiting_family"),
        ("delivered", "delivered", "", "delivered"), ("delivered", "attempt", "unreachable", "waiting_family"),
        ("handed_over", "handed_over", "", "handed_over"), ("returned", "returned", "declined", "returned"),
        ("returned", "freed", "not_collected", "freed"), ("returned", "lost", "broken", "lost"), ("returned", "", "", "returned"),
    ],
)  # fmt: skip
def test_a_status_is_derived_from_the_state_and_the_last_report(state, kind, reason, status):
    assert status_of(state, kind, reason) == status


def test_every_word_of_the_column_is_read_and_printed_as_itself():
    assert all(WORDS[canonical(word)] == report for word, report in REPORTS.items())
    assert set(DESK_WORDS) | set(OPERATOR_WORDS) == set(REPORTS)
    # « rechargé » and « remis » say the same: the note prints the first of the two.
    for word, report in REPORTS.items():
        last = {
            "kind": report.kind.value,
            "reason": report.reason.value if report.reason else "",
            "to_proxy": report.to_proxy,
        }
        assert written_status("delivered", last) == ("remis" if word == "rechargé" else word)


def test_a_shortfall_always_has_a_reason():
    for report in REPORTS.values():
        assert (report.reason is None) == (report.kind in (HandOverKind.DELIVERED, HandOverKind.HANDED_OVER))


def test_the_words_of_a_family_are_those_of_its_status():
    for step in ("granted", "released", "delivered", "handed_over", "returned"):
        assert STEP_WORDS[FamilyStep(step)].word == STATUS_WORDS[Status(step)].partner


def test_the_diagram_draws_every_step():
    page = statuses_page()
    for steps in TRANSITIONS.values():
        for before, ways in steps.items():
            assert all(f"    {before} --> {after} : " in page for after in ways.values())


def test_a_referral_is_noted_from_what_its_steps_allow_and_the_page_says_its_words():
    came, absent, awaited = ReferralState.ATTENDED, ReferralState.ABSENT, (ReferralState.REFERRED,)
    assert {
        ReferralState.REFERRED: (), came: (*awaited, absent), absent: (*awaited, came),
        ReferralState.DECLINED: awaited, ReferralState.WITHDRAWN: awaited,
    } == BEFORE  # fmt: skip
    page = statuses_page()
    for state, words in REFERRAL_WORDS.items():
        assert f"| `{state}` | {words.partner.fr} | {words.partner_next.fr} |" in page
