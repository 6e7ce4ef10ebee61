"""Moves everything to the other store, DuckDB to PostgreSQL or back, and proves by a digest that both hold the same.

The store that is left stays as it was: nothing is deleted from it. The keys and the vault's file do not move.
"""

import tempfile
from pathlib import Path
from typing import IO, cast

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import CannotGoOn, Refusal, Sentence
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.office import DATABASE_NAME, Office
from pipelines.safety.dump import digest_of, head_of, loaded, written
from pipelines.store.duckdb_store import DuckStore
from pipelines.store.port import Row, Store
from pipelines.store.postgres_store import PgStore

SHARED = "postgresql://"
EMBEDDED = "duckdb"


def move_store(office: Office, actor: Actor, url: str, *, dry_run: bool = True) -> Row | Refusal:
    """Copy the store in use to another one.

    Parameters
    ----------
    url
        `postgresql://…`, or `duckdb` for the folder's own file.

    Returns
    -------
    dict or Refusal
        `digest` (of both), `tables`: name -> rows, `to`, `dry_run`. Refused when the other store already holds something.
    """
    refusal = check_can(actor, "migrate", Scope()) or unknown_store(url)
    if refusal is not None:
        return perform(office, Command("migrate", actor, ORGANISATION, f"migrate:{url[:10]}"), lambda _: refusal)
    if dry_run:
        return {"dry_run": True, "to": kind_of(url), "digest": digest_of(office.store)}
    # The journal says that the store moves before it does, so that both have the entry.
    noted = {"to": kind_of(url)}
    command = Command("migrate", actor, ORGANISATION, f"migrate:{office.clock().isoformat()}", noted)
    answer = perform(office, command, lambda session: Effect(noted, kind_of(url), noted))
    if isinstance(answer, Refusal):
        return answer
    other = opened(office.home, url)
    try:
        return carried(office, other) | {"dry_run": False, "to": kind_of(url)}
    finally:
        other.close()


def carried(office: Office, other: Store) -> Row:
    """Carry every table over in one transaction; the digest of what arrived must be that of what left.

    Raises
    ------
    CannotGoOn
        When the other store is not empty, or differs in the end.
    """
    with other.reading() as session:
        if any(next(session.whole(name), None) is not None for name in session.names()):
            raise store_not_empty()
    # What waits on the disk holds nothing clear: it is what the store itself holds.
    with tempfile.TemporaryFile(dir=office.home) as waiting:
        file = cast(IO[bytes], waiting)
        found = written(office.store, file)
        file.seek(0)
        head = head_of(file)
        with other.roomy(), other.writing() as session:
            loaded(session, file, head)
    if digest_of(other) != found["digest"]:
        raise stores_differ()
    return {"digest": found["digest"], "tables": found["tables"], "version": found["version"]}


def opened(home: Path, url: str) -> Store:
    """Open the store to move to."""
    return PgStore(url) if url.startswith(SHARED) else DuckStore(home / DATABASE_NAME)


def kind_of(url: str) -> str:
    """Return which engine an address means; an address may hold a password, and is never noted."""
    return "postgresql" if url.startswith(SHARED) else EMBEDDED


def unknown_store(url: str) -> Refusal | None:
    """Refuse an address that names no store."""
    if url.startswith(SHARED) or url == EMBEDDED:
        return None
    return Refusal(
        "unknown_store",
        Sentence(
            "Cette adresse ne nomme aucune base connue. Écrivez « postgresql://… », ou « duckdb » pour le fichier du dossier.",
            "This address names no known store. Write “postgresql://…”, or “duckdb” for the folder's own file.",
        ),
    )


def store_not_empty() -> CannotGoOn:
    """Say that the other store holds something."""
    return CannotGoOn(
        "store_not_empty",
        Sentence(
            "L'autre base contient déjà des données. Rien n'a été modifié : donnez une base vide.",
            "The other store already holds data. Nothing was changed: give an empty one.",
        ),
    )


def stores_differ() -> CannotGoOn:
    """Say that the two stores are not equal."""
    return CannotGoOn(
        "stores_differ",
        Sentence(
            "Les deux bases ne sont pas identiques après la copie. Continuez avec l'ancienne, videz la nouvelle, et signalez-le.",
            "The two stores differ after the copy. Keep working with the old one, empty the new one, and report it.",
        ),
    )
