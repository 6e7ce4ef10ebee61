"""What is kept goes when its time has passed, by a clock that the tests move; counts, figures and proofs stay."""

from datetime import datetime, timedelta

import pytest

from campaigns.model.codes import WithdrawalReason
from campaigns.model.outcome import Refusal
from pipelines.intake.corrections import correct_rows
from pipelines.intake.lists import list_contents
from pipelines.intake.receipts import receipt_file
from pipelines.intake.receive import Reception, receive_list
from pipelines.journal import broken_link
from pipelines.linkage.link import link_households
from pipelines.people import person_named
from pipelines.planning.withdraw import withdraw_grants
from pipelines.privacy.closing import close_campaign
from pipelines.privacy.erasure import erase_family
from pipelines.privacy.objection import record_objection
from pipelines.privacy.retention import retention
from pipelines.reporting.figures import campaign_figures, household_counts
from pipelines.reporting.views import ranking
from pipelines.safety.dump import digest_of
from pipelines.shredding import keys_held
from pipelines.verify import verify_campaign
from tests.spec.planted_family import (
    APPROVER,
    COORDINATOR,
    DPO,
    FIRST,
    Planted,
    adopted_plan,
    done,
    found_in,
    handed_over,
)


def report(planted: Planted, *, dry_run: bool) -> dict:
    """Run the clock's work; returns the campaign's part."""
    return done(retention(planted.office, DPO, dry_run=dry_run))["campaigns"][0]


def sound(planted: Planted) -> bool:
    """Tell whether every invariant holds."""
    return bool(done(verify_campaign(planted.office, DPO, planted.campaign_id))["holds"])


def moved(planted: Planted, day: str) -> None:
    """Move the clock."""
    planted.clock.now = datetime.fromisoformat(day)


def test_nothing_goes_before_its_time(planted: Planted) -> None:
    moved(planted, "2026-12-19T09:00")
    before = digest_of(planted.office.store)
    kept = report(planted, dry_run=False)
    assert (kept["received_lists"], kept["families"], kept["journal_entries"], kept["orphan_keys"]) == (0, 0, 0, 0)
    assert digest_of(planted.office.store) == before


def test_received_files_go_after_thirty_days_and_the_families_stay(planted: Planted) -> None:
    moved(planted, "2026-12-20T09:30")
    lists = [row["list_id"] for row in planted.rows("list/all")]
    assert report(planted, dry_run=True)["received_lists"] == 2
    assert planted.rows("vault/all_of_kind", kind="list_head") != []
    assert report(planted, dry_run=False)["received_lists"] == 2
    kinds = {
        kind
        for kind in ("list_head", *(f"row:{name}" for name in lists))
        if planted.rows("vault/all_of_kind", kind=kind)
    }
    assert kinds == set()
    assert len(planted.rows("vault/all_of_kind", kind="identity")) == 4
    # The keys of heads, repeated and held rows served nothing else: what older copies hold of them is unreadable.
    assert keys_held(planted.office.vault, planted.campaign_id) == {
        row["subject_id"] for row in planted.rows("vault/all_of_kind", kind="identity")
    }
    assert sound(planted)
    again = report(planted, dry_run=False)
    assert (again["received_lists"], again["families"]) == (0, 0)


def test_a_list_whose_file_went_is_still_counted_and_says_so(planted: Planted) -> None:
    moved(planted, "2026-12-21T09:00")
    report(planted, dry_run=False)
    list_id = planted.rows("list/all")[0]["list_id"]
    contents = done(list_contents(planted.office, COORDINATOR, planted.campaign_id, list_id))
    assert contents["head"] == {} and contents["rows"]
    refused = receipt_file(planted.office, COORDINATOR, planted.campaign_id, list_id)
    assert isinstance(refused, Refusal) and refused.code == "receipt_over"
    refused = correct_rows(planted.office, COORDINATOR, planted.campaign_id, list_id, {(2, 1): "Autrement"})
    assert isinstance(refused, Refusal) and refused.code == "file_is_gone"


def test_identities_go_six_months_after_the_end_and_figures_stay(planted: Planted) -> None:
    adopted_plan(planted)
    handed_over(planted)
    figures = {
        name: value
        for name, value in done(campaign_figures(planted.office, DPO, planted.campaign_id)).items()
        if name != "as_of"
    }
    counts = household_counts(planted.office, planted.campaign_id)
    done(close_campaign(planted.office, APPROVER, planted.campaign_id, dry_run=False))
    moved(planted, "2027-05-19T09:00")
    assert report(planted, dry_run=True)["families"] == 0
    moved(planted, "2027-05-20T09:00")
    due = report(planted, dry_run=True)
    assert (due["families"], due["requests"]) == (3, 4)
    assert report(planted, dry_run=False)["families"] == 3
    assert planted.rows("request/keys") == []
    assert keys_held(planted.office.vault, planted.campaign_id) == set()
    with planted.office.store.reading() as session:
        assert [
            row
            for batch in session.whole("sealed")
            for row in batch.to_pylist()
            if row["campaign_id"] == planted.campaign_id
        ] == []
    after = {
        name: value
        for name, value in done(campaign_figures(planted.office, DPO, planted.campaign_id)).items()
        if name != "as_of"
    }
    assert after == figures
    assert household_counts(planted.office, planted.campaign_id) == counts
    assert sound(planted)
    assert report(planted, dry_run=False)["families"] == 0
    home = planted.office.home
    planted.close()
    assert found_in(home) == {}


def test_a_campaign_that_nobody_closes_ends_on_its_last_day(planted: Planted) -> None:
    moved(planted, "2027-05-31T09:00")
    assert report(planted, dry_run=True)["families"] == 0
    moved(planted, "2027-06-01T09:00")
    assert report(planted, dry_run=True)["families"] == 3


def test_a_family_not_heard_of_for_two_years_goes_though_its_campaign_goes_on(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    from campaigns import retention as rules

    long = rules.Durations(received_days=30, identity_months=600, contact_months=24, journal_months=12)
    monkeypatch.setattr(rules.limits, "__defaults__", (long,))
    moved(planted, "2028-11-01T09:00")
    # The first school sends its list again: its three families were heard of.
    renewed = FIRST.replace("Wqzremarque libre", "Wqzremarque de nouveau")
    done(receive_list(planted.office, COORDINATOR, planted.campaign_id, renewed.encode(), "n.csv", Reception("P1")))
    moved(planted, "2028-12-01T09:00")
    assert report(planted, dry_run=True)["families"] == 0
    moved(planted, "2030-11-02T09:00")
    assert report(planted, dry_run=False)["families"] == 3
    assert sound(planted)


def test_the_journal_lets_a_year_go_and_its_chain_still_verifies(planted: Planted) -> None:
    before = planted.rows("journal/all")
    moved(planted, "2027-11-20T10:00")
    assert report(planted, dry_run=True)["journal_entries"] == len(before) - 1
    assert report(planted, dry_run=False)["journal_entries"] >= len(before) - 1
    kept = planted.rows("journal/all")
    assert kept[0]["sequence"] > 1 and kept[-1]["sequence"] > before[-1]["sequence"]
    assert all(row["happened_at"] > datetime(2026, 11, 20, 10) for row in kept[1:])
    assert sound(planted)
    assert report(planted, dry_run=False)["journal_entries"] == 0
    done(link_households(planted.office, COORDINATOR, planted.campaign_id))
    assert sound(planted)


def test_what_was_let_go_cannot_be_let_go_by_somebody_else(planted: Planted) -> None:
    key = planted.office.vault.subkey("journal")
    entries = planted.rows("journal/all")
    forged = {"campaign_id": planted.campaign_id, "sequence": 3, "hash": entries[2]["hash"], "signature": "0" * 64}
    assert broken_link(key, entries) is None
    assert broken_link(key, entries[3:], forged) == 3
    assert broken_link(key, entries[3:]) == 1
    moved(planted, "2027-11-20T10:00")
    report(planted, dry_run=False)
    point = planted.rows("retention/checkpoint")[0]
    kept = planted.rows("journal/all")
    assert broken_link(key, kept, point) is None
    assert broken_link(key, kept[1:], point) == point["sequence"] + 1
    assert broken_link(key, kept, point | {"sequence": point["sequence"] - 1}) is not None


def test_a_key_that_a_row_left_behind_is_swept_a_day_later(planted: Planted) -> None:
    again = FIRST.replace("Autre;Famille;04/06/1985", "Autre;Famille;05/06/1985")
    done(receive_list(planted.office, COORDINATOR, planted.campaign_id, again.encode(), "n.csv", Reception("P1")))
    orphans = keys_held(planted.office.vault, planted.campaign_id) - {
        row["subject_id"] for row in planted.rows("retention/sealed_subjects")
    }
    planted.clock.now += timedelta(hours=23)
    assert report(planted, dry_run=True)["orphan_keys"] == 0
    planted.clock.now += timedelta(hours=2)
    assert report(planted, dry_run=False)["orphan_keys"] == len(orphans) > 0
    held = keys_held(planted.office.vault, planted.campaign_id)
    assert held == {row["subject_id"] for row in planted.rows("retention/sealed_subjects")}


def test_a_dry_run_changes_nothing_at_all(planted: Planted) -> None:
    moved(planted, "2031-01-01T09:00")
    before = digest_of(planted.office.store)
    keys = keys_held(planted.office.vault, planted.campaign_id)
    assert report(planted, dry_run=True)["families"] == 3
    assert digest_of(planted.office.store) == before
    assert keys_held(planted.office.vault, planted.campaign_id) == keys


def test_only_data_protection_lets_go(planted: Planted) -> None:
    for actor in (COORDINATOR, APPROVER, person_named("admin")):
        refused = retention(planted.office, actor, dry_run=False)
        assert isinstance(refused, Refusal) and refused.code == "not_allowed"
    assert not isinstance(retention(planted.office, person_named("admin"), dry_run=True), Refusal)


def test_a_campaign_closes_when_nothing_waits_and_nothing_is_added_then(planted: Planted) -> None:
    office, campaign_id = planted.office, planted.campaign_id
    adopted_plan(planted)
    shown = done(close_campaign(office, APPROVER, campaign_id))
    assert shown["dry_run"] and shown["units_waiting"] > 0
    refused = close_campaign(office, APPROVER, campaign_id, dry_run=False)
    assert isinstance(refused, Refusal) and refused.code == "units_waiting"
    for home in {row["household_id"] for row in planted.rows("delivery/adopted_grants")}:
        done(withdraw_grants(office, COORDINATOR, campaign_id, home, WithdrawalReason.MISTAKE))
    closed = done(close_campaign(office, APPROVER, campaign_id, dry_run=False))
    assert (closed["state"], str(closed["identities_until"])) == ("closed", "2027-05-20")
    assert done(close_campaign(office, APPROVER, campaign_id, dry_run=False)) == closed
    for answer in (
        receive_list(office, COORDINATOR, campaign_id, FIRST.encode() + b";\n", "x.csv", Reception("P1")),
        link_households(office, COORDINATOR, campaign_id),
    ):
        assert isinstance(answer, Refusal) and answer.code == "campaign_closed"
    assert not isinstance(erase_family(office, DPO, campaign_id, planted.household(), _asked(), dry_run=False), Refusal)
    assert sound(planted)


def _asked():
    from campaigns.model.codes import ErasureReason

    return ErasureReason.FAMILY_ASKED


def test_a_family_that_objects_leaves_the_ranking_and_stays_out(planted: Planted) -> None:
    office, campaign_id, home = planted.office, planted.campaign_id, planted.household()
    adopted_plan(planted)
    assert home in done(ranking(office, COORDINATOR, campaign_id))["rows"]["household_id"].to_pylist()
    assert done(record_objection(office, DPO, campaign_id, home))["requests"] == 2
    answer = done(record_objection(office, DPO, campaign_id, home, dry_run=False))
    assert answer["requests"] == 2 and answer["units_freed"] > 0
    assert done(record_objection(office, DPO, campaign_id, home, dry_run=False)) == answer

    def is_out() -> bool:
        return home not in done(ranking(office, COORDINATOR, campaign_id))["rows"]["household_id"].to_pylist()

    assert is_out()
    done(link_households(office, COORDINATOR, campaign_id))
    # Its structure sends it again, corrected: it is the same request, and it stays out.
    renewed = FIRST.replace("Wqzremarque libre", "Wqzremarque de nouveau")
    again = done(receive_list(office, COORDINATOR, campaign_id, renewed.encode(), "n.csv", Reception("P1")))
    assert again["counts"]["new"] == 0
    done(link_households(office, COORDINATOR, campaign_id))
    assert is_out()
    assert {row["state"] for row in planted.rows("erasure/family", subject_id=home)} == {"objected"}
    assert planted.rows("journal/all") and sound(planted)
    assert [row["action"] for row in planted.rows("journal/all") if row["object_id"] == home] == ["person.object"]
    assert not isinstance(erase_family(office, DPO, campaign_id, home, _asked(), dry_run=False), Refusal)
    assert sound(planted)
