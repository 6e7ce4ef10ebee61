"""What is printed: every unit once, the heading and the number on each page, French spaces, names of other scripts, no name on parcels."""

from dataclasses import replace
from datetime import date

import pytest

from campaigns.model.outcome import Refusal
from pipelines.delivery.labels import labels_pdf
from pipelines.delivery.letters import KINDS, checked, family_papers, template_text
from pipelines.delivery.note_pdf import NOTE_COLUMNS, note_pdf, pick_list_pdf, scanned
from pipelines.delivery.paper import french, french_day, printable, runs
from tests.unit.note_units import NAMES, note_of
from tests.unit.pdf_text import page_texts

NAMED = (NAMES[1], NAMES[2], NAMES[3])


def words_of(page):
    """Return a page in one line, its unbreakable spaces plain."""
    return " ".join(page.replace("\u00a0", " ").split())


def test_a_note_of_three_hundred_lines_repeats_its_heading_and_numbers_its_pages():
    pages = page_texts(note_pdf(note_of(300)))
    assert len(pages) > 10
    for number, page in enumerate(pages, start=1):
        assert "Bon de livraison" in page
        assert f"page {number}/{len(pages)}" in words_of(page)
    # The last page may hold only the totals and the signatures.
    for page in pages[:-1]:
        titles = words_of(page)
        assert all(column.title.split()[0] in titles for column in NOTE_COLUMNS)
    drawn = "\n".join(pages)
    assert [drawn.count(f"REF{number:04d}") for number in range(300)] == [1] * 300
    assert "Total : 300" in words_of(pages[-1])


def test_no_row_leaves_its_page_and_none_is_drawn_over_another():
    pages = page_texts(note_pdf(note_of(60)))
    rows = [sum(f"REF{number:04d}" in page for number in range(60)) for page in pages]
    assert sum(rows) == 60
    assert max(rows) <= 18


def test_french_letters_are_drawn_as_typed_and_arabic_ones_are_shaped():
    page = page_texts(note_pdf(note_of(2)))[0]
    assert "ŒUVRÉ-N'DIAYE" in page
    # Joined letters are drawn from the last to the first: the word reads backwards in the order of drawing.
    assert set("عاشةبنتمحد") <= set(page)
    assert "عائشة" not in page


def test_a_script_without_a_font_is_written_in_latin_letters():
    assert printable("შოთა") == "shota"
    assert printable("李 Ming") == "Li Ming"
    assert printable("عائشة") == "عائشة"


def test_spaces_before_double_signs_do_not_break():
    assert french("Total : 3 € ; « oui » ?") == "Total\u00a0: 3\u00a0€\u00a0; «\u00a0oui\u00a0»\u00a0?"
    assert french("12\u202f345") == "12\u00a0345"
    assert french_day(date(2026, 4, 1)) == "1er\u00a0avril\u00a02026"
    assert french_day(date(2026, 8, 21)) == "21\u00a0août\u00a02026"


def test_parcels_name_no_family():
    note = note_of(30)
    for content in (pick_list_pdf(note), labels_pdf(note)):
        drawn = "\n".join(page_texts(content))
        assert "REF0007" in drawn
        assert not any(name.split()[0] in drawn for name in NAMED)


def test_labels_are_twenty_four_a_sheet():
    assert [len(page_texts(labels_pdf(note_of(count)))) for count in (1, 24, 25, 48)] == [1, 1, 2, 2]


def test_a_recharge_credited_from_afar_has_no_label_and_is_not_picked():
    drawn = "\n".join(
        page_texts(labels_pdf(note_of(3, mode="remote"))) + page_texts(pick_list_pdf(note_of(3, mode="remote")))
    )
    assert "REF" not in drawn


def test_a_pick_list_counts_what_to_take():
    note = note_of(5)
    graded = replace(note, units=(*note.units[:2], *(replace(unit, grade="A") for unit in note.units[2:])))
    page = page_texts(pick_list_pdf(graded))[0].splitlines()
    assert [page[place + 1 : place + 3] for place, text in enumerate(page) if text == "Ordinateur portable"][:2] == [
        ["A", "3"],
        ["B", "2"],
    ]


def test_a_square_code_holds_the_page_of_the_note_and_nothing_else(monkeypatch):
    monkeypatch.delenv("CONNEXION_PUBLIC_URL", raising=False)
    assert scanned("ABCDE-FGHJK-X") == "ABCDE-FGHJK-X"
    monkeypatch.setenv("CONNEXION_PUBLIC_URL", "https://exemple.fr/")
    assert scanned("ABCDE-FGHJK-X") == "https://exemple.fr/remises?bon=ABCDE-FGHJK-X"


def test_runs_of_a_row_of_squares():
    assert list(runs([1, 1, 0, 1, 0, 0, 1])) == [(0, 2), (3, 1), (6, 1)]
    assert list(runs([0, 0])) == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_template_gives_one_page_a_family(kind, tmp_path):
    text = template_text(tmp_path, kind)
    assert not isinstance(text, Refusal)
    note = note_of(3)
    # Two units of one family are on one page.
    two = replace(note, units=(*note.units, replace(note.units[1], reference="REF0099")))
    pages = page_texts(family_papers(kind, text, two, "Petite campagne"))
    assert len(pages) == 3
    assert "REF0001" in pages[1] and "REF0099" in pages[1] and "ŒUVRÉ-N'DIAYE" in pages[1]
    assert "{" not in "".join(pages)


def test_a_loan_is_of_devices_only(tmp_path):
    text = template_text(tmp_path, "agreement")
    assert "REF" not in "".join(page_texts(family_papers("agreement", str(text), note_of(2, side="data"), "C")))


def test_a_family_is_told_its_day_and_place(tmp_path):
    note = note_of(2, mode="pick_up")
    waiting = replace(
        note, units=tuple(replace(unit, stands="released", slot_on=date(2026, 4, 3)) for unit in note.units)
    )
    text = str(template_text(tmp_path, "letter"))
    drawn = words_of(page_texts(family_papers("letter", text, waiting, "C"))[1])
    assert "Rendez-vous : le 3 avril 2026, Point d'accueil de Créteil." in drawn
    done = replace(note, units=tuple(replace(unit, stands="handed_over") for unit in waiting.units))
    assert "Rendez-vous" not in "".join(page_texts(family_papers("letter", text, done, "C")))


def test_an_organisation_may_write_its_own_text(tmp_path):
    (tmp_path / "modeles").mkdir()
    (tmp_path / "modeles/lettre_famille.txt").write_text("# Bonjour {famille}", "utf-8")
    assert template_text(tmp_path, "letter") == "# Bonjour {famille}"


@pytest.mark.parametrize(
    "text", ["{telephone}", "{famille.__class__}", "{0}", "{famille!r}", "{famille:>9}", "{", "{}"]
)
def test_a_blank_that_nothing_fills_is_refused(text):
    answer = checked(text, "lettre.txt")
    assert isinstance(answer, Refusal) and answer.code == "unknown_blank"
    assert "Rien n'a été imprimé" in answer.sentence.fr
