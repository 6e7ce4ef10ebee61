"""Reads the families that asked for help with their device, for published figures: one row each, with whether they were sent and came.

They are the families of `pipelines.help.referrals.help_counts`, each with where it lives. No name, no contact; it must never leave the pipelines.
"""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from campaigns.model.help_codes import ReferralState
from campaigns.referrals import HOLDING
from campaigns.territory_counts import placed
from pipelines.office import Office
from pipelines.store.port import Row


def helped_families(office: Office, campaign_id: str, facts: pa.Table, region_of: Mapping[str, str]) -> pa.Table:
    """Return the families that asked.

    Parameters
    ----------
    facts
        What `pipelines.planning.facts` says of the households; of one that it no longer has, the structure that sent it says where.
    region_of
        Department -> region.

    Returns
    -------
    pyarrow.Table
        Key household_id: partner_id, country, region, department, commune, referred, attended (bool).
    """
    named = {"campaign_id": campaign_id}
    with office.store.reading() as session:
        asking = session.table("referral/asking", named | {"now": office.clock()})["household_id"].to_pylist()
        held = [row for row in session.rows("referral/all", named) if row["state"] in HOLDING]
    sent: dict[str, Row] = {row["household_id"]: row for row in held}
    came = {row["household_id"] for row in held if row["state"] == ReferralState.ATTENDED}
    homes = sorted({*asking, *sent})
    place = pc.index_in(pa.array(homes, pa.string()), value_set=facts["household_id"].combine_chunks())
    columns: dict[str, pa.Array] = {"household_id": pa.array(homes, pa.string())}
    for name in ("partner_id", "commune_code", "department_code"):
        columns[name] = pc.take(facts[name].combine_chunks(), place)
    for name in ("partner_id", "department_code"):
        told = pa.array([sent[home][name] if home in sent else None for home in homes], pa.string())
        columns[name] = pc.coalesce(columns[name], told)
    columns["referred"] = pa.array([home in sent for home in homes], pa.bool_())
    columns["attended"] = pa.array([home in came for home in homes], pa.bool_())
    return placed(pa.table(columns), region_of)
