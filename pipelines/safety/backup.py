"""Safety copies: the whole store in one encrypted file, consistent while others work; the keys apart, one copy only.

A copy holds no key. The key folder's copy is replaced at each backup, never kept in several versions: a key destroyed by an
erasure is gone from it at the next one, and the older copies of the store stay unreadable for that family.
"""

import hashlib
import json
import os
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import Role
from campaigns.model.outcome import CannotGoOn, Refusal, Sentence
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.office import Office
from pipelines.safety.dump import written
from pipelines.safety.frames import SealingFile
from pipelines.store.port import Row
from pipelines.vault import Vault

ENDING = ".sauvegarde"
STEM = "connexion-"
KEEP = 48
KEYS_NAME = "keys.sqlite"
# Who makes the copies that the clock or an adoption asks for.
CLOCK = Actor(user_id="sauvegarde", name="Sauvegarde automatique", role=Role.ADMIN)


@dataclass(frozen=True)
class CopySettings:
    """Where safety copies go by themselves; none are made without a folder."""

    to: Path
    keys_to: Path | None
    keep: int

    @classmethod
    def from_environment(cls) -> "CopySettings | None":
        """Read `CONNEXION_BACKUP_TO`, `CONNEXION_BACKUP_KEYS_TO` and `CONNEXION_BACKUP_KEEP`."""
        to, keys = os.environ.get("CONNEXION_BACKUP_TO"), os.environ.get("CONNEXION_BACKUP_KEYS_TO")
        if not to:
            return None
        return cls(Path(to), Path(keys) if keys else None, int(os.environ.get("CONNEXION_BACKUP_KEEP", KEEP)))


def back_up(office: Office, actor: Actor, to: Path, *, keys_to: Path | None = None, keep: int = KEEP) -> Row | Refusal:
    """Write a safety copy and rotate the older ones.

    Parameters
    ----------
    keys_to
        Where the copy of the key file goes; it must not be the folder of the copies, nor under it.

    Returns
    -------
    dict or Refusal
        `file, bytes, sha256, made_at, digest, version, tables, removed` (older copies), `keys` (the name of the key copy, or
        None: the keys were not copied).
    """
    refusal = check_can(actor, "backup", Scope()) or (same_place() if keys_to and inside(keys_to, to) else None)
    if refusal is None:
        made = copied(office, to, keys_to, keep)
    command = Command("backup", actor, ORGANISATION, f"backup:{office.clock().isoformat()}")

    def note(_: object) -> Effect | Refusal:
        kept = ("file", "digest", "sha256", "version")
        return refusal or Effect(made, made["file"], {name: made[name] for name in kept})

    return perform(office, command, note)


def copied(office: Office, to: Path, keys_to: Path | None, keep: int) -> Row:
    """Write the copy, its manifest and the keys' copy; nothing takes its final name before it is whole and on disk."""
    now = office.clock()
    path = to / f"{STEM}{now:%Y%m%dT%H%M%S}{ENDING}"
    part = path.with_suffix(".part")
    try:
        to.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(part, "wb", opener=private_opener) as file:
            sealing = SealingFile(file, office.vault.subkey("backup"))
            # Every table is put in order: in the usual room of the store, people who work meanwhile would be left without any.
            with office.store.roomy():
                found = written(office.store, sealing)
            sealing.finish()
            file.flush()
            os.fsync(file.fileno())
        keys = copy_keys(office.vault, keys_to) if keys_to else None
        part.replace(path)
        manifest = manifest_of(path, now, found)
        path.with_suffix(".json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1), "utf-8")
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise cannot_copy() from None
    return manifest | {"removed": rotated(to, keep), "keys": keys}


def private_opener(name: str, flags: int) -> int:
    """Open a file for its owner alone."""
    return os.open(name, flags, 0o600)


def manifest_of(path: Path, now: datetime, found: Row) -> Row:
    """Return what may be said in clear of a copy: when, how large, which digest; no name and no id."""
    with path.open("rb") as file:
        sum_of_file = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "file": path.name, "bytes": path.stat().st_size, "sha256": sum_of_file, "made_at": now.isoformat(),
    } | found  # fmt: skip


def copy_keys(vault: Vault, folder: Path) -> str:
    """Put the one copy of the key file in place of the last; the keys in it are wrapped, and the master key is not there."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = folder / f"{KEYS_NAME}.part"
    part.unlink(missing_ok=True)
    with vault.lock:
        source, target = sqlite3.connect(vault.path), sqlite3.connect(part)
        try:
            source.backup(target)
            # The copy has no free page that could hold a key destroyed since.
            target.execute("vacuum")
        finally:
            target.close()
            source.close()
    part.chmod(0o600)
    part.replace(folder / KEYS_NAME)
    return KEYS_NAME


def copies_in(folder: Path) -> list[Path]:
    """Return the copies of a folder, oldest first."""
    return sorted(folder.glob(f"{STEM}*{ENDING}"))


def rotated(folder: Path, keep: int) -> list[str]:
    """Remove all but the newest copies; returns the names of those that went."""
    gone = copies_in(folder)[: -max(keep, 1)]
    for path in gone:
        path.unlink()
        path.with_suffix(".json").unlink(missing_ok=True)
    return [path.name for path in gone]


def asked_copy(office: Office) -> None:
    """Make the safety copy that the settings ask for before something that cannot be undone.

    Raises
    ------
    CannotGoOn
        When one is asked for and cannot be written.
    """
    settings = CopySettings.from_environment()
    if settings is not None:
        answer = back_up(office, CLOCK, settings.to, keys_to=settings.keys_to, keep=settings.keep)
        if isinstance(answer, Refusal):
            raise CannotGoOn(answer.code, answer.sentence)


def refresh_keys(office: Office) -> None:
    """Have the keys' copy that the settings name forget what was just destroyed."""
    settings = CopySettings.from_environment()
    if settings is not None and settings.keys_to is not None:
        copy_keys(office.vault, settings.keys_to)


def inside(folder: Path, other: Path) -> bool:
    """Tell whether a folder is another or lies under it."""
    return folder.resolve().is_relative_to(other.resolve())


def same_place() -> Refusal:
    """Say that copies and keys must not be in one place."""
    return Refusal(
        "keys_beside_copy",
        Sentence(
            "Les clés ne se rangent pas avec les sauvegardes : qui prendrait ce dossier lirait tout. Rien n'a été écrit. "
            "Donnez un autre dossier à --keys-to, sur un autre support.",
            "Keys are not kept with the backups: whoever took that folder could read everything. Nothing was written. "
            "Give --keys-to another folder, on another medium.",
        ),
    )


def cannot_copy() -> CannotGoOn:
    """Say that the copy could not be written."""
    return CannotGoOn(
        "backup_not_written",
        Sentence(
            "La sauvegarde n'a pas pu être écrite : dossier absent, plein ou protégé. Les sauvegardes d'avant sont intactes. "
            "Libérez de la place ou changez de dossier, puis recommencez.",
            "The backup could not be written: folder missing, full or protected. Earlier backups are untouched. "
            "Free some space or choose another folder, then try again.",
        ),
    )
