"""The organisation's folder opened for work: database, vault, clock, territories, the rooms where files are read and plans computed.

One office a process. It must never be passed to a child process: those get plain values.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from campaigns.daily_quota import Quotas
from campaigns.model.outcome import CannotGoOn, Sentence
from geo.territories import Territories, load_territories
from pipelines.cluster import lent_executor
from pipelines.intake.worker import ReadingRoom
from pipelines.kept_answers import KeptAnswers
from pipelines.memory import give_back_at_once
from pipelines.planning.solving_room import SolvingRoom
from pipelines.store.duckdb_store import DuckStore
from pipelines.store.one_look import one_look
from pipelines.store.port import Store
from pipelines.store.postgres_store import PgStore
from pipelines.vault import Vault

DEFAULT_HOME = Path("data/local")
DATABASE_NAME = "campagnes.duckdb"
# Where a safety copy is put back before its parts are moved to their places.
UNFINISHED = "restauration-inachevee"
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present, in UTC without zone, to the millisecond: two lists of one second keep their order, as their ids do."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Office:
    """What a verb needs besides its arguments."""

    home: Path
    store: Store
    vault: Vault
    reading_room: ReadingRoom
    territories: Territories
    clock: Clock = field(default=utc_now)
    solving_room: SolvingRoom = field(default_factory=SolvingRoom)
    quotas: Quotas = field(default_factory=Quotas)
    answers: KeptAnswers = field(default_factory=KeptAnswers)
    # Who does the work that can be divided, where somebody else than this machine's own processes does.
    executor: Executor | None = None

    def close(self) -> None:
        """Give everything back."""
        self.answers.close()
        self.solving_room.close()
        self.reading_room.close()
        self.store.close()
        self.vault.hold.give_back()

    @contextmanager
    def looked_at_once(self) -> Iterator["Office"]:
        """Give the office for one drawing of a page, which asks the store for each thing once (`store.one_look`)."""
        with one_look(self.store) as store:
            yield replace(self, store=store)


def open_office(home: Path | None = None, *, clock: Clock = utc_now, embedded: bool = False) -> Office:
    """Open the organisation's folder, making it on the first day.

    Parameters
    ----------
    home
        The folder; default `CONNEXION_HOME`, else `data/local`.
    embedded
        Open the folder's own database even where the settings name a shared one.

    Raises
    ------
    CannotGoOn
        When another program holds the database, the keys do not fit, a restoration was cut short there, or the cluster that
        the settings name can't be used.
    """
    give_back_at_once()
    folder = (home or Path(os.environ.get("CONNEXION_HOME") or DEFAULT_HOME)).resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if is_unfinished(folder):
        raise restore_unfinished()
    executor = lent_executor()
    store = DuckStore(folder / DATABASE_NAME) if embedded else opened_store(folder)
    try:
        vault = Vault(folder)
    except CannotGoOn:
        store.close()
        raise
    office = Office(
        folder, store, vault, ReadingRoom(), load_territories(), clock, SolvingRoom(executor), executor=executor
    )
    if vault.ring.untold is not None:
        # Loaded here alone: what ends a change of master key that was cut short works on an office. Where the disk takes nothing,
        # the next opening tells of it.
        with suppress(CannotGoOn):
            import_module("pipelines.safety.new_key").end_change(office)
    return office


def is_unfinished(folder: Path) -> bool:
    """Tell whether a restoration was cut short in a folder: its own folder is there, and the database not yet in its place."""
    return (folder / UNFINISHED).is_dir() and not (folder / DATABASE_NAME).exists()


def restore_unfinished() -> CannotGoOn:
    """Say that the folder holds half of what was to be put back."""
    return CannotGoOn(
        "restore_unfinished",
        Sentence(
            "Une restauration a été interrompue dans ce dossier. Lancez de nouveau la même commande connexion restore : elle "
            "recommence depuis le début.",
            "A restoration was cut short in this folder. Give the same connexion restore command again: it begins anew.",
        ),
    )


def opened_store(folder: Path) -> Store:
    """Open the shared database where `CONNEXION_STORE` names one, else the embedded file."""
    url = os.environ.get("CONNEXION_STORE", "")
    if url.startswith("postgresql://"):
        return PgStore(url)
    return DuckStore(folder / DATABASE_NAME)
