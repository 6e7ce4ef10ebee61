"""A small campaign made once and copied for each program of random operations: eight families, two structures, three sites.

Households, policy and lists are copied row by row; stock, plans, journal and clock begin anew each time.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import create_campaign
from pipelines.delivery.references import grant_reference
from pipelines.ids import new_id
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, import_sites
from pipelines.store.duckdb_store import DuckSession
from tests.unit.small_campaign import COORDINATOR, PARTNERS, POLICY

HEADER = "Référence;Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur;Recharge;Accompagnement souhaité\n"
NAMES = ("BENALI", "DURAND", "NGUYEN", "ORTEGA", "PETROV", "SYLLA", "MOREAU", "HADDAD")
SITES = (
    "code,name,kind,commune_code,capacity_per_day\nLANDY,Le Landy,point_accueil,93066,50\n"
    "STADE,Stade,point_accueil,93066,50\nRESERVE,Réserve nationale,depot,75119,\nVIDE,Site vide,point_accueil,93066,50\n"
).encode()
SITE_CODES = ("LANDY", "STADE", "RESERVE")
BEGUN = datetime(2026, 1, 5, 9)
# What a campaign begins without: it is written by the commands under test.
NOT_COPIED = {"journal", "command_result"}


def family_rows(names: tuple[str, ...], first: int) -> str:
    """Write one row a family: each asks for a computer and a recharge, three in four for help too."""
    return "".join(
        f"F-{n};{name};Noé;06{n:02d}22334{n % 10};93200;Saint-Denis;1;1;{'oui' if n % 4 else 'non'}\n"
        for n, name in enumerate(names, start=first)
    )


COLUMNS_OF_TABLES = (
    "select table_name, column_name from information_schema.columns where table_schema in ('main', 'public') "
    "order by table_name, ordinal_position"
)


def raw(session: Any, text: str) -> list[tuple[Any, ...]]:
    """Run a statement of these tests on either engine."""
    if isinstance(session, DuckSession):
        return list(session.cursor.execute(text).fetchall())
    cursor = session.connection.execute(text)
    return [tuple(row.values()) for row in cursor.fetchall()] if cursor.description else []


def note_of(grants: list[dict[str, Any]], status: str) -> bytes:
    """Return a delivery note that came back, with one status on each of these grants."""
    references = (grant_reference(row["plan_id"], row["line_id"], row["side"]) for row in grants)
    return ("référence;statut\n" + "".join(f"{reference};{status}\n" for reference in references)).encode()


class YearFolder:
    """The folder with the campaign to copy."""

    def __init__(self, home: Path) -> None:
        self.now = BEGUN
        self.office: Office = replace(open_office(home), clock=lambda: self.now)
        text = POLICY.read_text("utf-8").replace('mode = "together"', 'mode = "separate"')
        made = create_campaign(
            self.office, COORDINATOR, "modele", text, BEGUN.date(), BEGUN.date() + timedelta(days=365), "Modèle"
        )
        assert not isinstance(made, Refusal), made
        self.model_id = str(made["campaign_id"])
        lists = (("ECOLE1", family_rows(NAMES[:5], 10)), ("CHRS1", family_rows(NAMES[5:], 20)))
        steps = [
            import_partners(self.office, COORDINATOR, PARTNERS, "partners.csv"),
            import_sites(self.office, COORDINATOR, SITES, "sites.csv"),
            *(
                receive_list(self.office, COORDINATOR, self.model_id, (HEADER + rows).encode(), f"{code}.csv", Reception(code))
                for code, rows in lists
            ),
            link_households(self.office, COORDINATOR, self.model_id),
        ]  # fmt: skip
        assert [step for step in steps if isinstance(step, Refusal)] == []
        self.columns = self.tables()

    def tables(self) -> dict[str, list[str]]:
        """Return the tables in which a campaign has rows, with their columns."""
        found: dict[str, list[str]] = {}
        with self.office.store.reading() as session:
            for table, column in raw(session, COLUMNS_OF_TABLES):
                found.setdefault(table, []).append(column)
        return {table: columns for table, columns in found.items() if "campaign_id" in columns}

    def copied(self, from_id: str | None = None) -> str:
        """Return the id of a new campaign with the families of the model (or all that another one holds), all sites open."""
        self.now = BEGUN if from_id is None else self.now
        campaign_id = new_id(self.now)
        with self.office.store.writing() as session:
            for table, columns in self.columns.items():
                if table in NOT_COPIED:
                    continue
                own = {"campaign_id": f"'{campaign_id}'"} | (
                    {"code": f"'{campaign_id}'"} if table == "campaign" else {}
                )
                chosen = ", ".join(own.get(column, column) for column in columns)
                into = f"insert into {table} ({', '.join(columns)})"
                raw(session, f"{into} select {chosen} from {table} where campaign_id = '{from_id or self.model_id}'")
            raw(session, "update site set closed_at = null where closed_at is not null")
        return campaign_id

    def forget(self, campaign_id: str) -> None:
        """Remove a campaign, so that its stock keeps no site open for the next one."""
        with self.office.store.writing() as session:
            for table in self.columns:
                raw(session, f"delete from {table} where campaign_id = '{campaign_id}'")

    def close(self) -> None:
        """Give the folder back."""
        self.office.close()
