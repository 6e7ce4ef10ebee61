"""Kits from one site, from the policy's switch to the plan, its card, its screen and its command."""

import csv
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from campaigns.model.outcome import Refusal
from campaigns.model.policy import parse_policy, policy_digest
from campaigns.model.policy_text import policy_differences, with_kits
from dashboard import memory
from dashboard.pages.coordinator_plan_views import guarantee_line
from dashboard.wording.translation import translate
from pipelines.campaigns_desk import adopt_policy
from pipelines.cli import main
from pipelines.office import Office, open_office
from pipelines.planning.explain import explain_request
from pipelines.planning.propose import propose_plan
from pipelines.planning.prospect import policy_prospect
from pipelines.planning.views import plan_bounds, plan_grants, plan_summary
from pipelines.planning.whatif import what_would_serve
from tests.unit.coordination_desk import COORDINATOR, opened
from tests.unit.one_site_campaign import BY_TIER, ONE_SITE, one_site_campaign
from tests.unit.rules_builders import LOCKDOWN, policy_of

TRANSFERS = "\n[transfers]\nmax_km = 50\nlead_time_days = 2\n"


def sites_by_line(office: Office, campaign_id: str, plan_id: str) -> list[list[str]]:
    grants = plan_grants(office, COORDINATOR, campaign_id, plan_id)
    assert not isinstance(grants, Refusal)
    lines = sorted({grant["line_id"] for grant in grants})
    return sorted(sorted(grant["site_code"] for grant in grants if grant["line_id"] == line) for line in lines)


def shown(app: AppTest) -> str:
    """Return what the tables of a page say."""
    return " ".join(table.value.to_csv(index=False) for table in app.dataframe)


def test_two_kits_of_two_sites_are_one_of_a_single_site_and_the_plan_tells_its_bounds(tmp_path: Path) -> None:
    office = open_office(tmp_path / "kits")
    campaign_id = one_site_campaign(office)
    loose = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(loose, Refusal)
    assert sites_by_line(office, campaign_id, loose["plan_id"]) == [["SITE1", "SITE1"], ["SITE1", "SITE2"]]
    assert plan_bounds(office, COORDINATOR, campaign_id, loose["plan_id"]) == []
    assert not isinstance(adopt_policy(office, COORDINATOR, campaign_id, ONE_SITE, None), Refusal)
    made = propose_plan(office, COORDINATOR, campaign_id)
    assert not isinstance(made, Refusal)
    assert (made["served"], made["unserved"], made["bound"]) == (1, 2, 1)
    assert made["guarantees"] == {"G1": True, "G2": True, "G3": True, "G4": None, "G5": True}
    assert sites_by_line(office, campaign_id, made["plan_id"]) == [["SITE1", "SITE1"]]
    rows = plan_bounds(office, COORDINATOR, campaign_id, made["plan_id"])
    assert not isinstance(rows, Refusal)
    told = [(row["goal"], row["unit_no"], row["reached"], row["bound"], row["gap"]) for row in rows]
    assert told[0] == ("level", 1, 1, 1, 0)
    assert told[-1] == ("all", None, 1, 1, 0)
    summary = plan_summary(office, COORDINATOR, campaign_id, made["plan_id"])
    assert not isinstance(summary, Refusal)
    assert summary["reasons"] == [{"reason": "kit_not_same_site", "lines": 2}]
    office.close()


def test_a_family_that_waits_for_a_kit_of_one_site_is_told_so_and_what_would_serve_it(tmp_path: Path) -> None:
    office = open_office(tmp_path / "kits")
    campaign_id = one_site_campaign(office, ONE_SITE)
    assert not isinstance(propose_plan(office, COORDINATOR, campaign_id), Refusal)
    with office.store.reading() as session:
        requests = [row["request_id"] for row in session.rows("request/linkable", {"campaign_id": campaign_id})]
    cards = {request: explain_request(office, COORDINATOR, campaign_id, request) for request in requests}
    waiting = [
        (request, card) for request, card in cards.items()
        if not isinstance(card, Refusal) and not card["lines"][0]["is_served"]
    ]  # fmt: skip
    assert len(waiting) == 2
    waiting.sort(key=lambda found: found[1]["rank"])  # one more kit serves the better-ranked of the two
    assert "Non servi : le kit complet n'est pas au même site." in waiting[0][1]["sentences"][-1]["fr"]
    would = what_would_serve(office, COORDINATOR, campaign_id, waiting[0][0])
    assert not isinstance(would, Refusal)
    # One more recharge where the laptops are makes a second kit.
    assert [(row["site_name"], row["item"], row["units"]) for row in would["lines"][0]["units"]][:1] == [
        ("Point d'accueil du Landy", "data_5gb", 1)
    ]
    office.close()


def test_before_adoption_the_two_policies_are_compared_without_drawing_weights(tmp_path: Path) -> None:
    office = open_office(tmp_path / "kits")
    campaign_id = one_site_campaign(office)
    found = policy_prospect(office, COORDINATOR, campaign_id, ONE_SITE)
    assert not isinstance(found, Refusal)
    assert (found["before"], found["after"], found["gain"], found["lose"]) == (2, 1, 0, 1)
    assert (found["draws"], found["sways"]) == (0, [])
    assert [row["served_share"] for row in found["moved"]] == [None]
    office.close()


def test_the_plan_page_shows_the_bounds_beside_the_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = open_office(tmp_path / "kits")
    campaign_id = one_site_campaign(office, ONE_SITE)
    assert not isinstance(propose_plan(office, COORDINATOR, campaign_id), Refusal)
    monkeypatch.setattr(memory, "open_desk_office", lambda: office)
    app = opened(monkeypatch, "plan", onglet="preuve")
    assert "Des kits d'un seul site : à combien du meilleur ?" in [heading.value for heading in app.subheader]
    assert '"Demandes servies en tout, au plus",1,1,0' in shown(app)
    app = opened(monkeypatch, "plan", onglet="ecarts")
    assert "Le kit complet n'est pas au même site" in shown(app)
    office.close()


def test_a_guarantee_that_was_not_proved_is_told_from_one_that_does_not_apply() -> None:
    words, why = translate("fr"), {"fr": "Non prouvé : au niveau 1, lignes servies : 4, borne : 5.", "en": ""}
    open_ = str(guarantee_line("G2", {"holds": None, "witness": why, "is_unproved": True}, words))
    assert "non prouvée" in open_ and "borne : 5. Rien ne la contredit non plus. Proposez le plan de nouveau" in open_
    assert "sans objet" not in open_
    apart = str(guarantee_line("G4", {"holds": None, "witness": why, "is_unproved": False}, words))
    assert "sans objet" in apart and "non prouvée" not in apart


def test_the_switch_on_screen_writes_the_choice_in_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = open_office(tmp_path / "kits")
    one_site_campaign(office, LOCKDOWN)
    monkeypatch.setattr(memory, "open_desk_office", lambda: office)
    app = opened(monkeypatch, "regles", vue_regles="texte", ecrire="kits")
    assert [toggle.label for toggle in app.toggle] == [
        "L'appareil et la connexion viennent du même site", "Dans un palier, servir le plus de demandes",
    ]  # fmt: skip
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert app.toggle[1].disabled
    assert "kits.same_site" in shown(app)
    office.close()


def test_the_two_choices_are_written_in_their_section_and_the_rest_stays() -> None:
    changed = with_kits(LOCKDOWN, strict="tier", same_site=True)
    assert isinstance(changed, str)
    assert policy_differences(policy_of(LOCKDOWN), policy_of(changed)) == [
        ("kits.strict", "household", "tier"), ("kits.same_site", False, True),
    ]  # fmt: skip
    added = [line for line in changed.splitlines() if line not in LOCKDOWN.splitlines()]
    assert added == ['strict = "tier"', "same_site = true"]
    back = with_kits(changed, strict="household", same_site=False)
    assert isinstance(back, str)
    assert policy_digest(policy_of(back)) == policy_digest(policy_of(LOCKDOWN))
    inline = LOCKDOWN.replace('[kits]\nmode = "together"\n', "").replace(
        "[identity]", 'kits = { mode = "together" }\n[identity]'
    )
    refusal = with_kits(inline, strict="tier", same_site=True)
    assert isinstance(refusal, Refusal)
    assert refusal.code in ("kits_not_found", "broken_toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LOCKDOWN.replace('mode = "together"', 'mode = "together"\nsame_site = true'), "demande « mode = together » et « strict = tier »"),
        (ONE_SITE + TRANSFERS, "une unité transférée n'est plus au site de l'autre"),
    ],
)  # fmt: skip
def test_what_does_not_go_with_the_switch_is_refused(text: str, told: str) -> None:
    refusal = parse_policy(text)
    assert isinstance(refusal, Refusal)
    assert told in refusal.sentence.fr


def test_an_unused_switch_does_not_change_the_digest_of_a_policy() -> None:
    said_no = BY_TIER.replace('strict = "tier"', 'strict = "tier"\nsame_site = false')
    assert policy_digest(policy_of(said_no)) == policy_digest(policy_of(BY_TIER))
    assert policy_digest(policy_of(ONE_SITE)) != policy_digest(policy_of(BY_TIER))


def written(folder: Path, tables: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


FOLDER = {
    "lines": "line_id,rank,type_id\na,1,kit\nb,2,kit\n",
    "options": "type_id,side,cell_id,penalty\nkit,device,L,3\nkit,data,near,2\nkit,data,far,0\n",
    "cells": "cell_id,side,site_id,quantity\nL,device,here,2\nnear,data,here,1\nfar,data,there,2\n",
    "sites": "site_id,capacity\nhere,\nthere,\n",
    "levels": "first_rank\n1\n",
    "same_site": "type_id\n*\n",
}


def test_the_commands_solve_and_certify_a_folder_that_asks_for_one_site(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = written(tmp_path / "kits", FOLDER)
    out = str(tmp_path / "out")
    assert main(["solve", str(source), "--out", out, "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["served"], summary["bound"], summary["objective"]) == (1, 1, 5)
    assert [(goal["goal"], goal["reached"], goal["bound"], goal["gap"]) for goal in summary["goals"]] == [
        ("level", 1, 1, 0), ("use", 5, 5, 0), ("all", 1, 1, 0),
    ]  # fmt: skip
    assert main(["certify", str(source), out, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {name: verdict["holds"] for name, verdict in found.items()} == {
        "G1": True, "G2": True, "G3": True, "G4": None, "G5": True, "digest": True,
    }  # fmt: skip
    with (Path(out) / "unserved.csv").open(encoding="utf-8") as file:
        assert list(csv.DictReader(file)) == [{"line_id": "b", "reason": "kit_not_same_site", "cutoff_rank": ""}]
    rows = (Path(out) / "bounds.csv").read_text(encoding="utf-8")
    assert '"level",1,1,1,1,' in rows
    (Path(out) / "bounds.csv").write_text(rows.replace('"level",1,1,1,1,', '"level",1,1,2,1,'), encoding="utf-8")
    assert main(["certify", str(source), out, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["G2"]["holds"], found["digest"]["holds"]) == (False, False)
    assert main(["solve", str(source), "--out", out, "--time-limit", "0", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["served"] == 1
