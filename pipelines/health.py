"""Looks whether the house can work: disk, keys, schema, journal, clock, halts. What is wrong comes as sentences.

It reads and never repairs; it names campaigns by their code and nobody else.
"""

import shutil
import sqlite3
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from campaigns.model.outcome import CannotGoOn, Sentence
from pipelines.commands import ORGANISATION
from pipelines.halts import CHECKS
from pipelines.journal import broken_link
from pipelines.office import Office
from pipelines.store.disk import write_ms
from pipelines.store.port import Row, Session
from pipelines.store.statements import migrations

# A campaign of 100,000 requests takes half a gigabyte; below this, a backup beside it may not fit.
LEAST_FREE_MB: Final = 512
# A change waits for its page to be kept: beyond this, whoever works feels each one.
SLOWEST_WRITE_MS: Final = 2_000
# Clocks of two machines differ by seconds; more means that one of them is wrong.
CLOCK_SLACK: Final = timedelta(minutes=5)
MEGABYTE: Final = 1024 * 1024


def look(office: Office, *, chains: bool = True) -> Row:
    """Return what was found.

    Parameters
    ----------
    chains
        Follow every journal from end to end (a second for a hundred thousand entries), and see how long the disk takes to keep a
        page.

    Returns
    -------
    dict
        `python, disk_free_mb, disk_write_ms` (None where the disk takes nothing), `schema, keys` (data keys held), `read_only`
        (codes of halted campaigns), and `faults`, a sentence in both languages for each thing that is not as it should be.
    """
    free_mb = shutil.disk_usage(office.home).free // MEGABYTE
    found: Row = {"python": ".".join(map(str, sys.version_info[:3])), "disk_free_mb": free_mb}
    faults = [] if free_mb >= LEAST_FREE_MB else [disk_low(free_mb)]
    if chains:
        found["disk_write_ms"] = write_ms(office.home)
        faults += list(disk_faults(found["disk_write_ms"]))
    keys = keys_count(office)
    faults += [] if keys is not None else [keys_closed()]
    faults += list(zone_faults())
    with office.store.reading() as session:
        newest, schema = max(version for version, _ in migrations("duckdb")), office.store.version()
        faults += [] if schema == newest else [other_schema(schema, newest)]
        halts = {row["campaign_id"]: row["broken"].split() for row in session.rows("halt/all")}
        campaigns = {row["campaign_id"]: str(row["code"]) for row in session.rows("campaign/all")}
        faults += [is_halted(campaigns.get(one, one), broken) for one, broken in halts.items()]
        for campaign_id, code in (campaigns | {ORGANISATION: ORGANISATION}).items():
            faults += list(journal_faults(office, session, campaign_id, code, chains=chains))
    halted = sorted(campaigns.get(one, one) for one in halts)
    said = [{"fr": fault.fr, "en": fault.en} for fault in faults]
    return found | {"schema": schema, "keys": keys, "read_only": halted, "faults": said}


def keys_count(office: Office) -> int | None:
    """Return how many data keys there are, or None where the key file does not open."""
    try:
        with office.vault.keys() as keys:
            return int(keys.execute("select count(*) from data_key").fetchone()[0])
    except (sqlite3.Error, CannotGoOn):
        return None


def zone_faults() -> Iterator[Sentence]:
    """Look whether the machine knows when France changes its clocks."""
    try:
        ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        yield Sentence(
            "Cette machine ne connaît pas le fuseau Europe/Paris : installez « tzdata ».",
            "This machine does not know the zone Europe/Paris: install “tzdata”.",
        )


def journal_faults(
    office: Office, session: Session, campaign_id: str, code: str, *, chains: bool
) -> Iterator[Sentence]:
    """Look at the journal of a campaign: its chain, and whether its last entry is in the future."""
    last = session.rows("journal/last", {"campaign_id": campaign_id})
    if not last:
        return
    if last[0]["happened_at"] > office.clock() + CLOCK_SLACK:
        yield Sentence(
            f"L'horloge de cette machine retarde sur le journal de « {code} ». Rien n'est perdu, l'ordre est gardé ; réglez l'heure.",
            f"This machine's clock is behind the journal of “{code}”. Nothing is lost and the order is kept; set the time.",
        )
    if not chains:
        return
    kept = session.rows("retention/checkpoint", {"campaign_id": campaign_id})
    entries = session.rows("journal/all", {"campaign_id": campaign_id})
    key, former = office.vault.subkey("journal"), office.vault.former("journal")
    if broken_link(key, entries, kept[0] if kept else None, former) is not None:
        yield Sentence(
            f"Le journal de « {code} » a été modifié ou tronqué. Lancez « connexion verify », puis prévenez le DPO.",
            f"The journal of “{code}” was altered or cut. Run “connexion verify”, then tell the DPO.",
        )


def disk_low(free_mb: int) -> Sentence:
    """Say that the disk fills up."""
    return Sentence(
        f"Il ne reste que {free_mb} Mo sur le disque des données. Libérez de la place avant qu'il soit plein.",
        f"Only {free_mb} MB are left on the data disk. Free some space before it is full.",
    )


def disk_faults(taken_ms: int | None) -> Iterator[Sentence]:
    """Look whether the disk takes what is written, and soon enough."""
    if taken_ms is None:
        yield Sentence(
            "Le disque des données est plein ou fermé à l'écriture : la campagne se consulte, mais rien ne s'y ajoute. Libérez de la "
            "place ou rendez-le inscriptible, puis relancez le logiciel.",
            "The data disk is full or closed to writing: the campaign can be read, but nothing is added to it. Free some space or "
            "make it writable, then start the software again.",
        )
    elif taken_ms > SLOWEST_WRITE_MS:
        yield Sentence(
            f"Le disque des données est lent : il met {taken_ms} ms à garder une page ({SLOWEST_WRITE_MS} ms au plus). Chaque "
            "modification attend d'autant ; rien ne se perd. Arrêtez ce qui l'occupe, ou changez de disque.",
            f"The data disk is slow: it takes {taken_ms} ms to keep a page ({SLOWEST_WRITE_MS} ms at most). Each change waits as "
            "long; nothing is lost. Stop what keeps it busy, or change the disk.",
        )


def keys_closed() -> Sentence:
    """Say that the key file does not open."""
    return Sentence(
        "Le fichier des clés (« keys/keys.sqlite ») ne s'ouvre pas : aucun nom ne peut être lu. Remettez sa copie en place.",
        "The key file (“keys/keys.sqlite”) does not open: no name can be read. Put its copy back.",
    )


def other_schema(found: int, newest: int) -> Sentence:
    """Say that the database is of another version than the program."""
    return Sentence(
        f"La base est en version {found} et le logiciel attend la version {newest}. Mettez à jour ce qui est en retard.",
        f"The database is at version {found} and the program expects version {newest}. Update the older one.",
    )


def is_halted(code: str, broken: list[str]) -> Sentence:
    """Say that a campaign only reads."""
    names = [CHECKS[name] for name in broken]
    return Sentence(
        f"La campagne « {code} » est en lecture seule ({', '.join(name.fr for name in names)}) : lancez « connexion verify ».",
        f"Campaign “{code}” is read-only ({', '.join(name.en for name in names)}): run “connexion verify”.",
    )
