"""A small campaign made once and copied for each program of random operations: eight families, two structures, three sites.

Households, policy and lists are copied row by row; stock, plans, journal and clock begin anew each time.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from campaigns.model.outcome import Refusal
from pipelines.campaigns_desk import create_campaign
from pipelines.ids import new_id
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.office import Office, open_office
from pipelines.partners import import_partners, import_sites
from pipelines.store.duckdb_store import DuckStore
from tests.unit.small_campaign import COORDINATOR, PARTNERS, POLICY

HEADER = "Référence;Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur;Recharge\n"
NAMES = ("BENALI", "DURAND", "NGUYEN", "ORTEGA", "PETROV", "SYLLA", "MOREAU", "HADDAD")
SITES = (
    "code,name,kind,commune_code,capacity_per_day\nLANDY,Le Landy,point_accueil,93066,50\n"
    "STADE,Stade,point_accueil,93066,50\nRESERVE,Réserve nationale,depot,75119,\n"
).encode()
SITE_CODES = ("LANDY", "STADE", "RESERVE")
BEGUN = datetime(2026, 1, 5, 9)
# What a campaign begins without: it is written by the commands under test.
NOT_COPIED = {"journal", "command_result"}


def family_rows(names: tuple[str, ...], first: int) -> str:
    """Write one row a family: each asks for a computer and a recharge."""
    return "".join(
        f"F-{n};{name};Noé;06{n:02d}22334{n % 10};93200;Saint-Denis;1;1\n" for n, name in enumerate(names, start=first)
    )


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

    def tables(self) -> list[str]:
        """Return the tables in which a campaign has rows."""
        assert isinstance(self.office.store, DuckStore)
        found = self.office.store.root.execute(
            "select table_name from information_schema.columns where column_name = 'campaign_id' order by 1"
        ).fetchall()
        return [row[0] for row in found]

    def copied(self) -> str:
        """Return the id of a new campaign with the families of the model, all sites open."""
        assert isinstance(self.office.store, DuckStore)
        self.now = BEGUN
        campaign_id = new_id(self.now)
        with self.office.store.writing() as session:
            for table in self.tables():
                if table not in NOT_COPIED:
                    changed = f"'{campaign_id}' as campaign_id"
                    changed += f", '{campaign_id}' as code" if table == "campaign" else ""
                    session.cursor.execute(
                        f"insert into {table} select * replace ({changed}) from {table} where campaign_id = '{self.model_id}'"
                    ).fetchall()
            session.cursor.execute("update site set closed_at = null where closed_at is not null").fetchall()
        return campaign_id

    def forget(self, campaign_id: str) -> None:
        """Remove a campaign, so that its stock keeps no site open for the next one."""
        assert isinstance(self.office.store, DuckStore)
        with self.office.store.writing() as session:
            for table in self.tables():
                session.cursor.execute(f"delete from {table} where campaign_id = '{campaign_id}'").fetchall()

    def close(self) -> None:
        """Give the folder back."""
        self.office.close()
