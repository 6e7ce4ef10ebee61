"""Where each operator has a network: a published table, commune by commune, shared by all campaigns.

A commune and operator without a row are not known: nothing is excluded, and it is shown as not known. It grants nothing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

import pyarrow as pa

from campaigns.access import Scope
from campaigns.model.actor import Actor
from campaigns.model.codes import NetworkLevel
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy
from campaigns.territory_facts import NETWORK
from pipelines.commands import ORGANISATION, Command, Effect, perform
from pipelines.office import Office
from pipelines.partners import commune_code
from pipelines.planning.life import readable_plan
from pipelines.registers import Register, read_register, unknown_value
from pipelines.store.port import Row, Session
from pipelines.territory.layers import Origin, keep_origin
from pipelines.vault import file_digest

COLUMNS = ("commune_code", "operator", "level")
UNKNOWN = "unknown"
# What the regulator's own tables call operators (their network codes) and levels (limited, good, very good coverage).
OPERATORS = {"20801": "orange", "20810": "sfr", "20815": "free", "20820": "bouygues"}
LEVELS = {"zc0": "none", "aucune": "none", "cl": "limited", "bc": "good", "tbc": "good"}
NAMES = {
    "operateur": "operator", "code_operateur": "operator", "niveau": "level", "couverture": "level",
    "insee_com": "commune_code", "codgeo": "commune_code", "code_insee_commune": "commune_code",
}  # fmt: skip
NO_ORIGIN = Origin("", "", "")


@dataclass(frozen=True)
class NetworkRow:
    """One line of `networks import`."""

    commune_code: str
    operator: str
    level: str


def import_networks(
    office: Office, actor: Actor, data: bytes, file_name: str, origin: Origin = NO_ORIGIN
) -> Row | Refusal:
    """Add or update levels by commune and operator; sending the same file again changes nothing.

    Parameters
    ----------
    origin
        Vintage, licence and source, shown wherever the levels are; kept for each operator of the file.

    Returns
    -------
    dict or Refusal
        `read` (rows understood), `changed` (new or otherwise than before), `levels` {level: rows}, and `faults` (a sentence
        for each row held back).
    """
    register = read_register(
        office.reading_room, data, file_name, COLUMNS, lambda cells: network_row(office, cells), NAMES
    )
    if isinstance(register, Refusal):
        return register
    command = Command(
        "site.import", actor, ORGANISATION, f"networks.import:{file_digest(data)}:{office.clock()}", scope=Scope()
    )
    return perform(
        office, command, lambda session: write_networks(office, session, register, origin, file_digest(data))
    )


def network_row(office: Office, cells: Mapping[str, str]) -> NetworkRow | Sentence:
    """Check one line."""
    levels = [level.value for level in NetworkLevel]
    operator = OPERATORS.get(cells["operator"], cells["operator"].lower())
    level = LEVELS.get(cells["level"].lower(), cells["level"])
    if office.territories.commune(commune_code(cells)) is None:
        return Sentence(
            f"colonne « commune_code », « {cells['commune_code']} » n'est pas un code INSEE de commune (5 caractères).",
            f"column “commune_code”, “{cells['commune_code']}” is not an INSEE commune code (5 characters).",
        )
    if not operator:
        return Sentence("la colonne « operator » est vide.", "column “operator” is empty.")
    if level not in levels:
        return unknown_value("level", cells["level"], levels)
    return NetworkRow(commune_code(cells), operator, level)


def write_networks(
    office: Office, session: Session, register: Register[NetworkRow], origin: Origin, digest: str
) -> Effect:
    """Keep the last line of each commune and operator, and where they come from."""
    latest = {(row.commune_code, row.operator): row for row in register.rows}
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    session.stage("arriving_network", pa.Table.from_pylist([asdict(row) for row in latest.values()], schema=schema))
    changed = session.run("network/upsert")
    for operator in sorted({row.operator for row in latest.values()}):
        keep_origin(office, session, f"{NETWORK}:{operator}", origin, digest)
    levels = Counter(row.level for row in latest.values())
    counts = {"read": len(register.rows), "changed": changed, "levels": dict(sorted(levels.items()))}
    faults = [{"fr": fault.fr, "en": fault.en} for fault in register.faults]
    return Effect(
        counts | {"faults": faults}, "networks", {"read": len(register.rows), "changed": changed, "faults": len(faults)}
    )


def plan_networks(office: Office, actor: Actor, campaign_id: str, plan_id: str | None = None) -> list[Row] | Refusal:
    """Return what a plan grants on the network of each operator, by how good it is where the families live.

    Returns
    -------
    list of dict, or Refusal
        `operator, level` (`good`, `limited`, `none`, or `unknown` where the table says nothing), `units`, `communes`. Empty
        where no item of the plan's policy names an operator.
    """
    plan = readable_plan(office, actor, campaign_id, plan_id)
    if isinstance(plan, Refusal):
        return plan
    named = {"campaign_id": campaign_id, "plan_id": plan["plan_id"]}
    with office.store.reading() as session:
        policy = parse_policy(session.rows("view/plan_policy", named)[0]["policy_toml"])
        granted = session.rows("view/plan_item_communes", named)
        known = {(row["commune_code"], row["operator"]): row["level"] for row in session.rows("network/all")}
    operators = {item.code: item.operator for item in policy.items} if isinstance(policy, Policy) else {}
    units: Counter[tuple[str, str]] = Counter()
    communes: Counter[tuple[str, str]] = Counter()
    for row in granted:
        operator = operators.get(row["item"])
        if operator is not None:
            key = (operator, known.get((row["commune_code"], operator), UNKNOWN))
            units[key] += row["units"]
            communes[key] += 1
    return [
        {"operator": operator, "level": level, "units": count, "communes": communes[operator, level]}
        for (operator, level), count in sorted(units.items())
    ]
