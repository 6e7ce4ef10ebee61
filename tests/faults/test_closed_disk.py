"""A disk that takes nothing: what was kept is read, what would change is refused in one sentence, and no byte moves."""

import io
import multiprocessing
import os
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from campaigns.model.outcome import CannotGoOn, Refusal
from pipelines.cli import main
from pipelines.doctor import examine
from pipelines.intake.lists import list_contents
from pipelines.office import DATABASE_NAME, Office
from pipelines.verify import verify_campaign
from tests.conftest import missing
from tests.faults.closed_disk import CAN_REFUSE, close_to_writing, obey_the_modes, open_to_writing, refuse_writes
from tests.faults.killed import Names, given, opened
from tests.faults.story import ADMIN, COORDINATOR, DPO, SITES, SURNAMES, Told

CRASHED = 9


def in_a_process(work: Callable[..., None], *arguments: Any) -> tuple[list[Any], int | None]:
    """Run `work` in a process of its own, and return what it said with its exit code."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.killed"])
    here, there = multiprocessing.Pipe()
    process = context.Process(target=work, args=(*arguments, there))
    process.start()
    there.close()
    said = []
    try:
        while True:
            said.append(here.recv())
    except EOFError:
        process.join()
    return said, process.exitcode


def crash_at_work(home: Path, names: Names, link: Connection) -> None:
    """Give five commands and end without giving anything back: logs stay beside the database and the keys."""
    office = opened(home)
    for number in range(5):
        assert not isinstance(given(office, names, number), Refusal)
    with office.vault.keys():
        os._exit(CRASHED)


def families(office: Office, names: Names) -> set[str]:
    """Read the clear names of a list."""
    contents = list_contents(office, COORDINATOR, names["campaign"], names["list"])
    assert not isinstance(contents, Refusal)
    return {row["values"]["guardian_last_name"] for row in contents["rows"]}


def refused(office: Office, names: Names, number: int) -> CannotGoOn:
    """Give a command that cannot be carried out, and return what is said."""
    with pytest.raises(CannotGoOn) as fault:
        given(office, names, number)
    return fault.value


def read_a_closed_disk(home: Path, names: Names, link: Connection) -> None:
    """Open a folder that may not be written: read names, try to change, examine, use the command line."""
    obey_the_modes()
    office = opened(home)
    link.send(families(office, names))
    link.send([refused(office, names, number).code for number in range(5, 10)])
    seen = examine(office, ADMIN)
    assert not isinstance(seen, Refusal)
    link.send((seen["holds"], seen["disk_write_ms"], [fault["fr"] for fault in seen["faults"]]))
    office.store.close()
    for verb in (["campaigns", "list"], ["sites", "import", str(home.parent / "sites.csv")]):
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main([*verb, "--home", str(home)])
        link.send((code, out.getvalue(), err.getvalue()))


def bytes_of(home: Path) -> dict[str, str]:
    """Return the fingerprint of every file of a folder."""
    return {str(path.relative_to(home)): sha256(path.read_bytes()).hexdigest()
            for path in home.rglob("*") if path.is_file()}  # fmt: skip


@pytest.mark.slow
def test_a_folder_closed_to_writing_is_read_after_a_crash_too_and_no_byte_moves(story: Told) -> None:
    home, names = story.copy("adopted"), story.names["adopted"]
    (home.parent / "sites.csv").write_bytes(SITES)
    assert in_a_process(crash_at_work, home, names)[1] == CRASHED
    before = bytes_of(home)
    assert f"{DATABASE_NAME}.wal" in before and "keys/keys.sqlite-wal" in before
    close_to_writing(home)
    try:
        said, code = in_a_process(read_a_closed_disk, home, names)
    finally:
        open_to_writing(home)
    assert (code, bytes_of(home)) == (0, before)
    read, refusals, (holds, taken, faults), listed, imported = said
    assert read == set(SURNAMES)
    # A list needs keys first: it is their file that says no.
    assert refusals == ["store_only_reads"] * 4 + ["keys_unwritable"]
    assert (holds, taken) == (False, None) and any("fermé à l'écriture" in fault for fault in faults)
    assert listed[0] == 0 and "recit" in listed[1]
    assert imported[0] == 1 and "rien ne s'y ajoute" in imported[2] and "nothing is added to it" in imported[2]
    office = opened(home)
    assert verify_campaign(office, DPO, names["campaign"])["holds"]
    assert not isinstance(given(office, names, 5), Refusal)
    office.store.close()


def work_on_a_closing_disk(home: Path, names: Names, link: Connection) -> None:
    """Work until the system refuses every write, try each kind of change then, and read."""
    office = opened(home)
    assert not isinstance(given(office, names, 0), Refusal)
    refuse_writes(link.fileno())
    fault = refused(office, names, 1)
    link.send((fault.code, fault.sentence.fr, fault.sentence.en))
    link.send({refused(office, names, number).code for number in range(2, 6)})
    with office.store.reading() as session:
        link.send(len(session.rows("list/all", {"campaign_id": names["campaign"]})))
    link.send(families(office, names))
    os._exit(0)


@pytest.mark.slow
def test_a_disk_that_closes_while_people_work_is_said_and_reading_goes_on(story: Told) -> None:
    if not CAN_REFUSE:
        missing("The numbers of this machine's system calls are not known here")
    home, names = story.copy("adopted"), story.names["adopted"]
    said, code = in_a_process(work_on_a_closing_disk, home, names)
    assert code == 0
    (first, french, english), others, lists, read = said
    assert first == "store_unwritable" and "protégé contre l'écriture" in french and "closed to writing" in english
    assert others <= {"store_unwritable", "keys_unwritable"}
    assert (lists, read) == (4, set(SURNAMES))
    office = opened(home)
    assert verify_campaign(office, DPO, names["campaign"])["holds"]
    # What was refused for want of a disk is taken now: it had left nothing.
    assert all(not isinstance(given(office, names, number), Refusal) for number in range(1, 6))
    office.store.close()
