"""Puts a safety copy back into an empty folder: same digest or nothing, newest schema, and what was erased since erased again.

It must never write into a folder that holds anything but what a restoration that was cut short left there.
"""

import os
import shutil
import sqlite3
from pathlib import Path
from typing import IO, cast

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.outcome import CannotGoOn, Refusal, Sentence
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.key_ring import MASTER_NAME, NEXT_NAME
from pipelines.office import DATABASE_NAME, UNFINISHED, Clock, Office, is_unfinished, open_office, utc_now
from pipelines.privacy.again import erase_again
from pipelines.safety.backup import KEYS_NAME
from pipelines.safety.dump import head_of, loaded
from pipelines.safety.frames import OpeningFile
from pipelines.safety.new_key import seal_chains
from pipelines.store.duckdb_store import DuckStore
from pipelines.store.port import Row, Session
from pipelines.store.statements import migrations
from pipelines.vault import Vault
from pipelines.vault_refusals import wrong_key


def restore(actor: Actor, copy: Path, home: Path, keys: Path, *, clock: Clock = utc_now) -> Row | Refusal:
    """Put a copy back.

    Parameters
    ----------
    keys
        The folder that holds the key file, and the master key where the environment does not give it.

    Returns
    -------
    dict or Refusal
        `digest, version` (of the copy), `upgraded_to`, `tables, erased_again` (families), `heads_dropped`. Refused when the
        folder is not empty, the copy damaged, the keys others or the copy newer than this program.
    """
    refusal = check_can(actor, "restore", Scope()) or unfit(copy, home, keys)
    if refusal is not None:
        return refusal
    fresh = not home.exists()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        emptied(home, fresh=False)
        work = home / UNFINISHED
        work.mkdir(mode=0o700)
        answer = restored(actor, copy, work, keys, clock)
        put_in_place(work, home)
    except BaseException:
        emptied(home, fresh=fresh)
        raise
    return answer


def restored(actor: Actor, copy: Path, work: Path, keys: Path, clock: Clock) -> Row | Refusal:
    """Put a copy back in a folder of its own, whole: what was erased since is erased again there."""
    take_keys(keys, work / "keys")
    found = taken(copy, work)
    office = open_office(work, clock=clock, embedded=True)
    try:
        return ended(office, actor, found)
    finally:
        office.close()


def put_in_place(work: Path, home: Path) -> None:
    """Move what was put back to where it belongs, the database last: a folder that has one is whole."""
    for path in sorted(work.iterdir(), key=lambda path: (path.name == DATABASE_NAME, path.name)):
        path.rename(home / path.name)
    work.rmdir()


def unfit(copy: Path, home: Path, keys: Path) -> Refusal | None:
    """Return why a copy cannot be put there, before anything is written."""
    if home.exists() and any(home.iterdir()) and not is_unfinished(home):
        return not_empty(home)
    if not copy.is_file():
        return no_copy(copy)
    has_master = bool(os.environ.get("CONNEXION_MASTER_KEY")) or (keys / MASTER_NAME).is_file()
    return None if (keys / KEYS_NAME).is_file() and has_master else no_keys(keys)


def take_keys(source: Path, target: Path) -> None:
    """Copy the keys into the new folder, through SQLite so that nothing waiting in its log is missed."""
    target.mkdir(mode=0o700)
    for name in (MASTER_NAME, NEXT_NAME):
        if (source / name).is_file():
            shutil.copyfile(source / name, target / name)
            (target / name).chmod(0o600)
    origin, copy = sqlite3.connect(source / KEYS_NAME), sqlite3.connect(target / KEYS_NAME)
    try:
        origin.backup(copy)
    finally:
        copy.close()
        origin.close()
    (target / KEYS_NAME).chmod(0o600)


def taken(copy: Path, home: Path) -> Row:
    """Load the copy into a store of its own version, then bring that to the newest."""
    with copy.open("rb") as file:
        source, head = opened_copy(file, Vault(home))
        newest = max(version for version, _ in migrations("duckdb"))
        if head["version"] > newest:
            raise too_new()
        store = DuckStore(home / DATABASE_NAME, newest=head["version"])
        try:
            with store.roomy(), store.writing() as session:
                found = loaded(session, source, head)
            store.migrate()
        finally:
            store.close()
    return found | {"upgraded_to": newest}


def opened_copy(file: IO[bytes], vault: Vault) -> tuple[IO[bytes], Row]:
    """Open a copy with the key of its time: copies outlive the master key under which they were made."""
    for key in (vault.subkey("backup"), *reversed(vault.former("backup"))):
        file.seek(0)
        source = cast(IO[bytes], OpeningFile(file, key))
        try:
            return source, head_of(source)
        except CannotGoOn as fault:
            if fault.code != "wrong_key":
                raise
    raise wrong_key()


def ended(office: Office, actor: Actor, found: Row) -> Row | Refusal:
    """Erase again what was erased since the copy was made, and note the restoration in the journal."""

    def write(session: Session) -> Effect:
        answer = found | erase_again(office, session, actor)
        # A sign-in that was ended, or a code that was used, since the copy was made must not come back to life.
        session.run("sign_in/end_all", {"ended_at": office.clock()})
        session.run("sign_in/revoke_all", {"revoked_at": office.clock()})
        # The copy may be older than the master key in force.
        seal_chains(office, session, actor)
        kept = {name: answer[name] for name in ("digest", "version", "upgraded_to", "erased_again", "heads_dropped")}
        return Effect(answer, found["digest"], kept)

    command = Command("restore", actor, ORGANISATION, f"restore:{found['digest']}:{office.clock().isoformat()}")
    answer = perform(office, command, write)
    office.store.forget_bytes()
    return answer


def emptied(home: Path, *, fresh: bool) -> None:
    """Leave the folder as it was found: empty, or not there."""
    for path in home.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if fresh:
        home.rmdir()


def not_empty(home: Path) -> Refusal:
    """Say that the folder holds something."""
    return Refusal(
        "home_not_empty",
        Sentence(
            f"Le dossier « {home.name} » n'est pas vide. Rien n'a été modifié : choisissez un dossier vide, puis vérifiez-le avant "
            "de le mettre à la place de l'ancien.",
            f"The folder “{home.name}” is not empty. Nothing was changed: choose an empty one, and check it before you put it "
            "in place of the old one.",
        ),
    )


def no_copy(copy: Path) -> Refusal:
    """Say that there is no such file."""
    return Refusal(
        "no_backup",
        Sentence(
            f"Le fichier « {copy.name} » n'existe pas. Vérifiez son chemin.",
            f"The file “{copy.name}” does not exist. Check its path.",
        ),
    )


def no_keys(keys: Path) -> Refusal:
    """Say that the keys are missing."""
    return Refusal(
        "no_keys",
        Sentence(
            f"Le dossier « {keys.name} » ne contient pas les clés : il faut « {KEYS_NAME} », et « {MASTER_NAME} » ou "
            "CONNEXION_MASTER_KEY. Rien n'a été modifié.",
            f"The folder “{keys.name}” does not hold the keys: it needs “{KEYS_NAME}”, and “{MASTER_NAME}” or "
            "CONNEXION_MASTER_KEY. Nothing was changed.",
        ),
    )


def too_new() -> CannotGoOn:
    """Say that a newer program made the copy."""
    return CannotGoOn(
        "backup_too_new",
        Sentence(
            "Cette sauvegarde a été faite par une version plus récente du logiciel. Rien n'a été modifié : mettez le logiciel à jour.",
            "This backup was made by a newer version of the software. Nothing was changed: update the software.",
        ),
    )
