"""What a structure said of its columns and words once is offered the next time, and gives way to what is said then."""

from campaigns.model.outcome import Refusal
from pipelines.intake.habits import habits_of
from pipelines.intake.reading_parts import AS_RECOGNISED, Choices
from pipelines.intake.receive import Reception, receive_list
from pipelines.reporting.view_submission import foresee_list
from tests.unit.small_campaign import COORDINATOR

ROWS = "BENALI;Karim;1;Chez Rosa;0611223344;A\nDURAND;Sonia;1;Chez Rosa;0655667788;B\n"
FIRST = ("Famille;Prénom;Machine;Endroit;Portable;Truc\n" + ROWS).encode()
SECOND = ("Famille;Prénom;Machine;Endroit;Portable;Truc\n" + ROWS + "ORTEGA;Luz;1;Chez Rosa;0699887766;C\n").encode()
SAID = Choices(
    targets={
        "Famille": "guardian_last_name",
        "Machine": "need_laptop",
        "Endroit": "housing_kind",
        "Truc": "partner_reference",
    },
    replacements={("Endroit", "Chez Rosa"): "hôtel social", ("Famille", "BENALI"): "BEN ALI"},
)


def received(small, data, choices=AS_RECOGNISED, code="ECOLE1"):
    report = receive_list(small.office, COORDINATOR, small.campaign_id, data, "l.csv", Reception(code, choices=choices))
    assert not isinstance(report, Refusal)
    return report


def foreseen(small, data, choices=AS_RECOGNISED, code="ECOLE1"):
    report = foresee_list(small.office, COORDINATOR, small.campaign_id, data, "l.csv", Reception(code, choices=choices))
    assert not isinstance(report, Refusal)
    return report


def how(report):
    return {column["header"]: (column["target"], column["how"]) for column in report["columns"]}


def test_the_meaning_of_columns_and_words_is_offered_the_next_time(small):
    received(small, FIRST, SAID)
    report = foreseen(small, SECOND)
    assert how(report)["Machine"] == ("need_laptop", "remembered")
    assert how(report)["Truc"] == ("partner_reference", "remembered")
    assert [row["values"].get("housing_kind") for row in report["rows"]] == ["social_hotel"] * 3
    assert (report["counts"]["unchanged"], report["counts"]["corrected"], report["counts"]["new"]) == (1, 1, 1)


def test_a_name_rewritten_is_not_remembered(small):
    received(small, FIRST, SAID)
    assert set(habits_of(small.office, small.partner_ids["ECOLE1"]).words) == {("Endroit", "Chez Rosa")}


def test_what_is_said_now_wins_over_what_is_remembered(small):
    received(small, FIRST, SAID)
    now = Choices(targets={"Machine": "need_tablet"}, replacements={("Endroit", "Chez Rosa"): "chez un proche"})
    report = foreseen(small, SECOND, now)
    assert how(report)["Machine"] == ("need_tablet", "choice")
    assert report["rows"][0]["values"]["housing_kind"] == "relatives"


def test_another_structure_has_its_own_habits(small):
    received(small, FIRST, SAID)
    assert how(foreseen(small, SECOND, code="CHRS1"))["Truc"] == ("ignore", "header")


def test_a_withdrawn_column_cannot_be_remembered_back(small):
    data = "Nom;Besoin PC;Nationalité\nBENALI;1;X\nDURAND;1;Y\n".encode()
    received(small, data, Choices(targets={"Nationalité": "note"}))
    again = foreseen(small, data.replace(b"DURAND", b"ORTEGA"))
    assert how(again)["Nationalité"][0] == "refuse"


def test_the_same_file_read_another_way_is_a_new_version(small):
    first = received(small, FIRST, Choices(targets={"Machine": "need_laptop", "Famille": "guardian_last_name"}))
    again = received(small, FIRST, Choices(targets={"Machine": "need_tablet", "Famille": "guardian_last_name"}))
    assert first["list_id"] != again["list_id"]
    assert again["counts"]["corrected"] == 2
    same = received(small, FIRST, Choices(targets={"Machine": "need_tablet", "Famille": "guardian_last_name"}))
    assert same["list_id"] == again["list_id"] and "already_received" in same
