"""What counts as read whole, refused, crashed, lost or wrong, in a benchmark of hostile files; a planted loser is found out."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.check import baseline_of
from benchmarks.intake import lists
from benchmarks.intake.hostile import MEANT, Fates, hostile, says, spoilt_lists, wrong_values
from benchmarks.intake.reader import CRASHED, READ, REFUSED, Answer, Reader
from benchmarks.intake.rewritten import rewritten
from benchmarks.intake.rivals import tallied
from benchmarks.intake.ways import Rows
from benchmarks.page import Context, page
from benchmarks.ratios import figures
from benchmarks.records import HIGHER, Record
from tests.faults.hostile_truth import FAMILY, FILES, ROWS, SAME_LIST, Known, known
from tests.golden.score import truths
from tests.unit.planted_reader import FAMILIES, planted

WAY = "tests.unit.planted_reader:planted"
TWO = Known(rows=2)
WELL = {
    "nom": "LEFEVRE",
    "prenom": "Zoé",
    "telephone": "06 12 34 56 78",
    "adresse": "3 rue de l'Œuvre",
    "enfants": "2.0",
}


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader(WAY, Path("fine"), memory_mb=128, cpu_seconds=5, idle=5.0) as found:
        yield found


def counted(of: Known, answer: Answer) -> dict[str, int]:
    fates = Fates()
    fates.add(of, answer)
    return {name: number for name, number in dataclasses.asdict(fates).items() if number}


@pytest.mark.parametrize(
    ("of", "answer", "told"),
    [
        (TWO, Answer(READ, rows=2), {"whole": 1}),
        (TWO, Answer(READ, rows=1), {"losing_rows": 1, "rows_lost": 1}),
        # One that says that something is wrong loses nothing in silence, and is not whole either.
        (TWO, Answer(READ, rows=1, told=True), {"wrong": 1}),
        (TWO, Answer(READ, rows=3), {"wrong": 1}),
        (TWO, Answer(REFUSED, "no"), {"turned_away": 1}),
        (TWO, Answer(CRASHED, "ended with -6"), {"crashed": 1}),
        (Known(), Answer(READ, rows=7), {"whole": 1}),
        (Known("damaged"), Answer(REFUSED, "no"), {"refused_rightly": 1}),
        (Known("damaged"), Answer(READ, rows=9), {"taken_unwarned": 1}),
        (Known("damaged"), Answer(READ, rows=9, told=True), {"refused_rightly": 1}),
        (Known("damaged"), Answer(READ, rows=0), {"taken_unwarned": 1}),
        (Known("damaged"), Answer(CRASHED), {"crashed": 1}),
        (Known("no_rows"), Answer(READ, rows=0), {"whole": 1}),
        (Known("no_rows"), Answer(READ, rows=1), {"taken_unwarned": 1}),
        (Known("no_header"), Answer(READ, rows=3), {"whole": 1}),
        (known("utf8.csv"), Answer(READ, rows=1, shown=(WELL,)), {"whole": 1}),
        (known("utf8.csv"), Answer(READ, rows=1, shown=({"nom": "LefŠvre"},)), {"wrong": 1, "values_wrong": 5}),
        (known("utf8.csv"), Answer(READ, rows=1, shown=(WELL | {"adresse": "?"},)), {"wrong": 1, "values_wrong": 1}),
        (known("utf8.csv"), Answer(READ, rows=0), {"losing_rows": 1, "rows_lost": 1, "values_wrong": 5}),
    ],
)  # fmt: skip
def test_each_file_has_one_fate(of: Known, answer: Answer, told: dict[str, int]) -> None:
    assert counted(of, answer) == told


def test_a_value_is_found_in_any_row_and_by_field_where_the_reader_names_fields() -> None:
    of = known("utf8.csv")
    assert wrong_values(of, Answer(READ, rows=2, shown=({"nom": "x"}, WELL)), canonical=False) == 0
    assert wrong_values(of, Answer(READ, rows=1, shown=(dict(FAMILY),)), canonical=True) == 0
    assert wrong_values(of, Answer(READ, rows=1, shown=(WELL,)), canonical=True) == 5
    assert says("guardian_birth_date", "2015-04-03", "2015-04-03 00:00:00")
    assert not says("guardian_birth_date", "2015-04-03", "2011-04-02")
    assert not says("phone_1", "+33612345678", "0612345679")
    assert not says("children_count", 2, None)


def test_what_is_known_of_a_file() -> None:
    assert known("pdf_as.csv") == Known("not_a_list")
    assert (known("phones.csv").rows, known("phones.csv").values) == (5, {})
    assert known("merged.xlsx") == Known()


def test_a_reader_that_fails_eats_or_dies_is_told_from_one_that_refuses(reader: Reader) -> None:
    ends = ["fine", "loses", "refuses", "fails", "eats", "dies", "fine", "warns"]
    answers = [reader.read(Path(end), {}) for end in ends]
    assert [answer.verdict for answer in answers] == [READ, READ, REFUSED, CRASHED, CRASHED, CRASHED, READ, READ]
    assert [answer.rows for answer in answers] == [2, 1, 0, 0, 0, 0, 2, 2]
    assert [answers[at].why.split(":")[0] for at in (2, 3, 4, 5)] == [
        "ValueError",
        "KeyError",
        "MemoryError",
        "ended with 7",
    ]
    assert answers[0].shown == tuple(FAMILIES)
    assert answers[-1].told and not answers[0].told


def test_a_reader_that_sleeps_is_ended_and_one_that_cannot_start_is_told(reader: Reader) -> None:
    reader.read(Path("fine"), {})
    reader.idle = 0.1
    assert reader.read(Path("sleeps"), {}).why == "no answer in 0 s"
    with Reader("no.module:way", Path("fine")) as absent:
        assert absent.read(Path("fine"), {}) == Answer(CRASHED, "the process did not start")


class Loser(Reader):
    """Reads every file, and finds one row less than there is."""

    def read(self, path: Path, told: object) -> Answer:
        return Answer(READ, rows=ROWS.get(path.name, 1) - 1)


def test_a_planted_loser_is_found_out_on_the_hostile_files() -> None:
    said: list[str] = []
    told = {record.name: record.value for record in hostile({"loser": Loser("", Path())}, said.append)}
    files = sum(told[f"{fate}_of_hostile"] for fate in MEANT)
    assert files == len(list(FILES.iterdir()))
    assert told["losing_rows_of_hostile"] == told["rows_lost_of_hostile"] == len(ROWS)
    assert told["taken_unwarned_of_hostile"] > 10
    assert told["values_wrong_of_hostile"] == 5 * len(SAME_LIST) + 2
    assert told["crashed_of_hostile"] == told["refused_rightly_of_hostile"] == 0
    assert told["ended_well_of_hostile"] == told["whole_of_hostile"] < files / 2
    assert any(line.startswith("loser: phones.csv losing_rows (4 rows)") for line in said)


def test_spoilt_lists_are_counted_by_what_became_of_them(reader: Reader) -> None:
    told = {record.name: (record.value, record.better) for record in spoilt_lists({"planted": reader}, 3, [].append)}
    assert told == {"read_of_spoilt": (3, ""), "refused_of_spoilt": (0, ""), "crashed_of_spoilt": (0, "lower")}


def corpus(folder: Path) -> None:
    columns = [{"header": "nom", "canonical": "guardian_last_name"}]
    rows = [{"values": {"guardian_last_name": name}} for name in ("Lefèvre", "Diallo")]
    for name in ("whole.csv", "loses.csv"):
        (folder / name).write_text("nom;enfants\nLefèvre;2\nDiallo;1\n", "utf-8")
        truth = {"file": name, "columns": columns, "rows": rows, "partner": {"kind": "ccas"}, "header_row": 1}
        (folder / f"{name}.truth.json").write_text(json.dumps(truth), "utf-8")


def test_a_planted_loser_is_found_out_on_a_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def faultless(path: Path, told: object) -> Rows:
        return Rows([{"guardian_last_name": family["nom"]} for family in FAMILIES])

    corpus(tmp_path)
    monkeypatch.setattr("benchmarks.intake.rivals.present", lambda: {"ours": faultless, "loser": planted})
    monkeypatch.setattr(lists, "paces", lambda folder, runs, named: [])
    monkeypatch.setenv("CONNEXION_CORPUS", str(tmp_path))
    told = {(record.figure, record.who): record.value for record in lists.corpus(1)}
    assert told["intake/corpus_rows_lost", "loser"] == 1
    assert (told["intake/corpus_values_right", "loser"], told["intake/corpus_values_right", "ours"]) == (75.0, 100.0)
    assert all(figure.startswith("intake/corpus_") for figure, _ in told)


def test_without_a_corpus_it_is_said_and_an_empty_one_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CONNEXION_CORPUS", raising=False)
    assert lists.corpus(1) == []
    assert "CONNEXION_CORPUS names no folder" in capsys.readouterr().out
    monkeypatch.setenv("CONNEXION_CORPUS", str(tmp_path))
    with pytest.raises(SystemExit, match="holds no list with its truth"):
        lists.corpus(1)


def test_a_corpus_of_somebodys_own_is_on_the_page_and_in_no_baseline() -> None:
    records = [
        Record("intake", name, "lists", value, 1, who, HIGHER)
        for name in ("corpus_lists_read", "lists_read_of_golden")
        for who, value in (("ours", 3), ("them", 2))
    ]
    assert list(baseline_of(figures(records))["ratios"]) == ["intake/lists_read_of_golden"]
    assert "| `intake/corpus_lists_read` |" in page(figures(records), Context("m", "v", "d", "l", {}))


def test_a_way_that_raises_loses_the_list_and_pace_counts_only_what_was_read() -> None:
    truth = {"columns": [], "rows": [{"values": {}}, {"values": {}}]}
    tally = tallied(planted, [(Path("refuses"), truth)], canonical=False)
    assert (tally.lists, tally.failed, tally.rows_lost) == (1, 1, 2)
    reader = Loser("", Path())
    assert lists.read_all(reader, [(Path("phones.csv"), {}, 5)]) == (5, 0.0, 0)


def test_a_list_is_written_again_only_where_an_encoding_has_all_its_signs(tmp_path: Path) -> None:
    lists_of, into = tmp_path / "lists", tmp_path / "again"
    lists_of.mkdir()
    into.mkdir()
    (lists_of / "a.csv").write_bytes("nom\r\nZoé Œuvre\r\n".encode())
    (lists_of / "a.truth.json").write_text('{"file": "a.csv", "format": "csv", "encoding": "utf-8", "rows": []}')
    (lists_of / "b.csv").write_bytes("nom\r\nŠimić\r\n".encode("utf-16"))
    (lists_of / "b.truth.json").write_text('{"file": "b.csv", "format": "csv", "encoding": "utf-16", "rows": []}')
    (lists_of / "c.truth.json").write_text('{"file": "c.xlsx", "format": "xlsx"}')
    assert rewritten(lists_of, into) == 6
    found = {path.name: path.read_bytes().decode(truth["encoding"]) for path, truth in truths(into)}
    assert set(found) == {
        *(f"a.{encoding}.csv" for encoding in ("cp1252", "mac_roman", "utf-16", "utf-8-sig")),
        "b.utf-8.csv",
        "b.utf-8-sig.csv",
    }
    assert set(found.values()) == {"nom\r\nZoé Œuvre\r\n", "nom\r\nŠimić\r\n"}
