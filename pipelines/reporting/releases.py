"""Releases of figures: made once, dated, never changed; whatever is shown, printed or sent outside is read from one.

A release is a command: it has its right, its journal entry and its digest. Reading one needs the right to read published
figures and nothing else.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from campaigns.access import Scope, check_can
from campaigns.disclosure import THRESHOLD
from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.commands import Command, Effect, perform
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.reporting.release_help import HELP, HELP_STANDS, help_standing
from pipelines.reporting.release_measures import measures_table
from pipelines.reporting.release_names import inhabitants_of, names_of
from pipelines.reporting.release_tables import COVERAGE, KINDS, Earlier, Tables, Truth, protected_tables
from pipelines.reporting.release_truth import truth_of
from pipelines.reporting.standing import standing_table
from pipelines.store.port import Row, Session

# Tables against which a new release is checked: all that hold counts of households or units.
CHECKED: Final = (COVERAGE, *KINDS, "quantities", "people", "flows", "donors", HELP)
STANDS: Final = "standing"


@dataclass(frozen=True)
class Release:
    """One release, as it was published.

    Attributes
    ----------
    tables
        `standing` (every territory with the figures that stand and their days), `standing_partner_kind`,
        `standing_housing_kind`, `standing_waiting`, `standing_week`, `quantities`, `people`, `measures`, `flows`, `donors`,
        `sites`, `one_more`; not in older releases: `items`, `standing_help`; and the counts of the day alone: `coverage`, `partner_kind`,
        `housing_kind`, `waiting`, `week`, `help`.
    """

    release_id: str
    as_of: date
    made_at: datetime
    digest: str
    tables: Mapping[str, pa.Table]

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a table."""
        rows: list[Row] = self.tables[name].to_pylist()
        return rows

    def item_names(self, language: str) -> dict[str, str]:
        """Return what each item of the catalogue was called, by its code; nothing for a release made before it told them."""
        rows = self.rows("items") if "items" in self.tables else []
        return {row["item"]: row["label_fr" if language == "fr" else "label_en"] for row in rows}


def publish_figures(office: Office, actor: Actor, campaign_id: str) -> Row | Refusal:
    """Make a release of the figures of today.

    Returns
    -------
    dict or Refusal
        `release_id, as_of, digest, shown, hidden` (figures by territory told today, and not told).
    """
    # Whoever may not publish is refused by the command itself, which leaves a trace; nothing is counted for them.
    truth = check_can(actor, "figures.publish", Scope()) or truth_of(office, campaign_id)
    now = office.clock()
    release_id = new_id(now)
    command = Command("figures.publish", actor, campaign_id, f"figures.publish:{release_id}", {"as_of": now.date()})

    def write(session: Session) -> Effect | Refusal:
        if isinstance(truth, Refusal):
            return truth
        # Read here, and numbered: of two releases made at once the second starts again and sees the first.
        earlier = earlier_tables(session, campaign_id)
        position = len(session.rows("figure/releases", {"campaign_id": campaign_id})) + 1
        tables = completed(office, truth, earlier, protected_tables(truth, earlier))
        digest = digest_of(tables)
        session.run(
            "figure/insert_release",
            {
                "campaign_id": campaign_id, "release_id": release_id, "position": position, "as_of": now.date(), "made_at": now,
                "made_by": actor.user_id, "threshold": THRESHOLD, "digest": digest,
            },
        )  # fmt: skip
        session.append("figure_table", packed(campaign_id, release_id, tables))
        told = [row[name] for row in tables[COVERAGE].to_pylist() for name in ("need", "served", "gap")]
        counts = {"shown": sum(each is not None for each in told), "hidden": sum(each is None for each in told)}
        answer = {"release_id": release_id, "as_of": now.date().isoformat(), "digest": digest, **counts}
        return Effect(answer, release_id, {"digest": digest, **counts})

    return perform(office, command, write)


def earlier_tables(session: Session, campaign_id: str) -> dict[str, list[pa.Table]]:
    """Return the tables of all earlier releases by name, oldest first."""
    found: dict[str, list[pa.Table]] = {}
    for name in (*CHECKED, STANDS, HELP_STANDS, *(f"{STANDS}_{kind}" for kind in KINDS)):
        rows = session.rows("figure/tables_named", {"campaign_id": campaign_id, "name": name})
        found[name] = [table_of(bytes(row["content"])) for row in rows]
    return found


def completed(office: Office, truth: Truth, earlier: Earlier, tables: Tables) -> Tables:
    """Add what stands of each territory and kind, and the measures."""
    as_of = truth.counted.as_of
    stands = [*earlier[STANDS]]
    names = names_of(office.territories, tables[COVERAGE])
    people = inhabitants_of(office.territories, tables[COVERAGE])
    made = {STANDS: standing_table(tables[COVERAGE], stands[-1] if stands else None, as_of, names, people)}
    for kind in KINDS:
        former = [*earlier[f"{STANDS}_{kind}"]]
        made[f"{STANDS}_{kind}"] = standing_table(tables[kind], former[-1] if former else None, as_of, {}, {})
    former = [*earlier[HELP_STANDS]]
    made[HELP_STANDS] = help_standing(tables[HELP], former[-1] if former else None, as_of, names)
    return tables | made | {"measures": measures_table(truth.counted, made[STANDS], tables["people"])}


def releases(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the releases, newest first: `release_id, position, as_of, made_at, made_by, threshold, digest`."""
    refusal = check_can(actor, "figures.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("figure/releases", {"campaign_id": campaign_id})


def release(office: Office, actor: Actor, campaign_id: str, release_id: str | None = None) -> Release | Refusal:
    """Return a release, the newest where none is named."""
    known = releases(office, actor, campaign_id)
    if isinstance(known, Refusal):
        return known
    found = next((row for row in known if release_id in (None, row["release_id"])), None)
    if found is None:
        return no_release()
    contents = kept_contents(office, campaign_id, found["release_id"])
    tables = {name: table_of(content) for name, content in contents.items()}
    return Release(found["release_id"], found["as_of"], found["made_at"], found["digest"], tables)


def kept_contents(office: Office, campaign_id: str, release_id: str) -> dict[str, bytes]:
    """Return the tables of a release as they are kept."""
    with office.store.reading() as session:
        rows = session.rows("figure/tables", {"campaign_id": campaign_id, "release_id": release_id})
    return {row["name"]: bytes(row["content"]) for row in rows}


def no_release() -> Refusal:
    """Say that nothing was published yet."""
    return Refusal(
        "no_release",
        Sentence(
            "Aucun chiffre n'est encore publié pour cette campagne. La coordination peut en publier : connexion figures publish.",
            "No figure is published for this campaign yet. The coordination can publish them: connexion figures publish.",
        ),
    )


def packed(campaign_id: str, release_id: str, tables: Tables) -> pa.Table:
    """Return the rows under which tables are kept."""
    contents = {}
    for name, table in sorted(tables.items()):
        sink = io.BytesIO()
        pq.write_table(table, sink, compression="zstd")
        contents[name] = sink.getvalue()
    columns = {
        "campaign_id": [campaign_id] * len(contents),
        "release_id": [release_id] * len(contents),
        "name": list(contents),
    }
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    return table.append_column("content", pa.array(list(contents.values()), pa.binary()))


@lru_cache(maxsize=64)
def table_of(content: bytes) -> pa.Table:
    """Return a kept table; a release never changes, so what was unpacked once stays good."""
    return pq.read_table(io.BytesIO(content))


def digest_of(tables: Mapping[str, pa.Table]) -> str:
    """Return the digest of every figure of a release, that anyone can compute again from its files."""
    canonical = {name: tables[name].to_pylist() for name in sorted(tables)}
    text = json.dumps(canonical, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()
