"""A family is erased: nothing names it any more in any byte of the organisation's folder, and everything else still adds up."""

from pathlib import Path

import pytest

from campaigns.model.codes import ErasureReason
from campaigns.model.outcome import Refusal
from pipelines.delivery.release import release_plan
from pipelines.intake.lists import list_contents
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.privacy import kept_receipts
from pipelines.privacy.erasure import erase_family
from pipelines.privacy.receipt import receipt_text, write_receipt
from pipelines.reporting.figures import campaign_figures
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

ASKED = ErasureReason.FAMILY_ASKED


def erased(planted: Planted, subject: str | None = None) -> dict:
    """Erase the planted family, or another."""
    answer = erase_family(
        planted.office, DPO, planted.campaign_id, subject or planted.household(), ASKED, dry_run=False
    )
    return done(answer)


def test_the_effect_is_shown_first_and_nothing_is_done(planted: Planted) -> None:
    before = planted.rows("request/keys")
    shown = done(erase_family(planted.office, DPO, planted.campaign_id, planted.household(), ASKED))
    # Two requests, a repeated row and a row held back: four keys.
    assert (shown["dry_run"], shown["requests"], shown["rows"], shown["keys"]) == (True, 2, 2, 4)
    assert shown["tables"]["request"] == 2 and shown["tables"]["held_row"] == 1
    assert len(shown["heads"]) == 1
    assert planted.rows("request/keys") == before
    assert planted.rows("erasure/subjects") == []
    real = erased(planted)
    assert real["tables"] == shown["tables"] and real["heads"] == shown["heads"]


def test_what_named_the_family_is_gone_and_the_other_families_are_whole(planted: Planted) -> None:
    lists = [row["list_id"] for row in planted.rows("list/all")]
    erased(planted)
    opened = [done(list_contents(planted.office, COORDINATOR, planted.campaign_id, name)) for name in lists]
    cells = [cell for one in opened for row in one["rows"] for cell in row["cells"]]
    assert "Autre" in cells and "Troisieme" in cells
    assert not any("zqx" in cell.lower() or "wqz" in cell.lower() for cell in cells)
    heads = str([one["head"] for one in opened])
    assert "Zqx" not in heads and "relais.csv" in heads and "liste.csv" in heads
    # The two others keep their tokens.
    assert len({row["request_id"] for row in planted.rows("request/keys")}) == 2


def test_another_structure_does_not_find_the_family_again_by_its_tokens(planted: Planted) -> None:
    erased(planted)
    more = FIRST + "Quatrieme;Foyer;04/07/1982;06 12 34 09 90;;;93200;SAINT DENIS;1;0;\n"
    again = done(
        receive_list(planted.office, COORDINATOR, planted.campaign_id, more.encode(), "encore.csv", Reception("P1"))
    )
    # The two others are known; the erased one comes as a stranger would, and so does the fourth.
    assert (again["counts"]["new"], again["counts"]["unchanged"]) == (2, 2)


def test_sent_twice_it_answers_the_same(planted: Planted) -> None:
    home = planted.household()
    first = erased(planted, home)
    assert erased(planted, home) == first
    assert len(planted.rows("erasure/all")) == 1


def test_one_of_its_requests_names_the_family_as_well_as_its_household(planted: Planted) -> None:
    request = planted.rows("erasure/family", subject_id=planted.household())[1]["request_id"]
    assert erased(planted, request)["requests"] == 2


def test_an_erasure_cut_short_before_its_keys_went_shows_and_is_ended_by_sending_it_again(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise RuntimeError("stopped half way")

    home = planted.household()
    with monkeypatch.context() as patch:
        patch.setattr(kept_receipts, "shred", stopped)
        with pytest.raises(RuntimeError):
            erased(planted, home)
    faults = done(verify_campaign(planted.office, DPO, planted.campaign_id))["checks"]["erasures"]["faults"]
    assert len(faults) == 4
    assert erased(planted, home)["requests"] == 2
    assert done(verify_campaign(planted.office, DPO, planted.campaign_id))["holds"]


def test_what_waits_goes_back_to_the_stock_and_what_left_is_counted(planted: Planted) -> None:
    adopted_plan(planted)
    home = planted.household()
    granted = len([row for row in planted.rows("delivery/adopted_grants") if row["household_id"] == home])
    reserved = sum(row["reserved"] for row in planted.rows("stock/cells"))
    receipt = erased(planted, home)
    assert (receipt["units_freed"], receipt["units_left"]) == (granted, 0)
    assert sum(row["reserved"] for row in planted.rows("stock/cells")) == reserved - granted > 0
    assert done(verify_campaign(planted.office, DPO, planted.campaign_id))["holds"]


def test_figures_and_invariants_stay(planted: Planted) -> None:
    adopted_plan(planted)
    done(release_plan(planted.office, COORDINATOR, planted.campaign_id))
    before = done(campaign_figures(planted.office, COORDINATOR, planted.campaign_id))
    erased(planted)
    assert done(campaign_figures(planted.office, COORDINATOR, planted.campaign_id)) == before
    done(link_households(planted.office, COORDINATOR, planted.campaign_id))
    assert done(campaign_figures(planted.office, COORDINATOR, planted.campaign_id)) == before
    assert done(verify_campaign(planted.office, DPO, planted.campaign_id))["holds"]


def test_a_plan_computed_before_is_not_adopted_for_a_family_that_is_gone(planted: Planted) -> None:
    office, campaign_id = planted.office, planted.campaign_id
    done(propose_plan(office, COORDINATOR, campaign_id))
    done(lock_plan(office, COORDINATOR, campaign_id))
    done(approve_plan(office, APPROVER, campaign_id))
    erased(planted)
    refused = adopt_plan(office, COORDINATOR, campaign_id)
    assert isinstance(refused, Refusal) and refused.code == "family_gone"
    done(propose_plan(office, COORDINATOR, campaign_id))


@pytest.mark.parametrize("actor", [COORDINATOR, APPROVER])
def test_only_data_protection_erases_and_a_try_leaves_a_trace(planted: Planted, actor: object) -> None:
    home = planted.household()
    for dry_run in (True, False):
        refused = erase_family(planted.office, actor, planted.campaign_id, home, ASKED, dry_run=dry_run)
        assert isinstance(refused, Refusal) and refused.code == "not_allowed"
    tried = [row for row in planted.rows("journal/all") if row["action"] == "refused" and row["object_id"] == "erase"]
    assert len(tried) == 2
    assert len(planted.rows("erasure/family", subject_id=home)) == 2


def test_nobody_is_erased_by_a_reference_that_does_not_exist(planted: Planted) -> None:
    refused = erase_family(planted.office, DPO, planted.campaign_id, "inconnu", ASKED, dry_run=False)
    assert isinstance(refused, Refusal) and refused.code == "unknown_family"


def test_the_receipt_says_what_went_in_words_and_names_nobody(planted: Planted, tmp_path: Path) -> None:
    receipt = erased(planted)
    text = receipt_text(receipt)
    assert "2 demande(s), 4 clé(s)" in text and "la famille l'a demandé" in text
    folder = tmp_path / "recu"
    assert len(write_receipt(receipt, folder)) == 2
    assert found_in(folder) == {}


def test_the_journal_keeps_who_erased_and_no_name(planted: Planted) -> None:
    receipt = erased(planted)
    entry = planted.rows("journal/all")[-1]
    assert (entry["action"], entry["actor_id"], entry["object_id"]) == ("erase", "dpo", receipt["subject_id"])


def test_no_word_of_the_family_is_in_any_file_of_the_folder(planted: Planted) -> None:
    adopted_plan(planted)
    handed_over(planted)
    home = planted.office.home
    assert "Zqxvardaillan" in found_in(home), "the exported notes name the family until it is erased"
    receipt = erased(planted)
    assert receipt["exports"]
    assert found_in(home) == {}
    planted.close()
    assert found_in(home) == {}


def bytes_of(home: Path) -> bytes:
    """Return the bytes of the database and of all that stands beside it."""
    return b"".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())


def test_its_tokens_and_sealed_bytes_are_in_no_byte_of_the_database(planted: Planted) -> None:
    mine = {row["request_id"] for row in planted.rows("erasure/family", subject_id=planted.household())}
    keys = planted.rows("request/keys")
    others = {row["token"] for row in keys if row["request_id"] not in mine}
    pieces = [row["token"].encode() for row in keys if row["request_id"] in mine and row["token"] not in others]
    sealed = planted.rows("vault/all_of_kind", kind="identity")
    pieces += [bytes(row["content"]) for row in sealed if row["subject_id"] in mine]
    planted.close()
    assert [piece for piece in pieces if piece not in bytes_of(planted.office.home)] == []
    again = planted.reopened()
    erased(again)
    assert keys_held(again.office.vault, again.campaign_id).isdisjoint(mine)
    again.close()
    assert [piece for piece in pieces if piece in bytes_of(planted.office.home)] == []
    again.reopened().close()
