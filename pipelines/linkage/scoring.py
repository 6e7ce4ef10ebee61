"""Weighs pairs of requests with a frozen model: Splink gives the weight of each kind, what it cannot do is added here.

Splink adjusts a weight for rare values on single values only; surnames are sets of words. So the rarity of the shared
surname, first name and address is added to Splink's weight, and an e-mail built from the name is capped.
"""

import pyarrow as pa
from splink import SettingsCreator

from pipelines.linkage.evidence import KINDS, level_codes
from pipelines.linkage.model import Model
from pipelines.linkage.training import linker_on
from pipelines.store.scratch import Scratch

# What a pair takes while it is weighed is many times what it leaves: so many are weighed together.
PAIRS_AT_ONCE = 1_000_000


def compare(scratch: Scratch, model: Model) -> None:
    """Compare the pairs of the table `candidate` with Splink: the view `predicted` holds each kind's weight."""
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[model.settings_of(kind) for kind in KINDS],
        probability_two_random_records_match=model.prior,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )
    linker = linker_on(scratch, settings)
    pairs = linker.table_management.register_table("candidate", "candidate")
    linker.table_management.register_blocked_pairs_for_predict(pairs)
    scratch.name("predicted", linker.inference.predict(warning_mode="never").physical_name)


def weigh(scratch: Scratch, model: Model, rarity: pa.Table) -> pa.Table:
    """Weigh the pairs that `compare` compared.

    Parameters
    ----------
    rarity
        `kind, value, share`: common surnames, skeletons, first names and addresses; what is not listed is rare.

    Returns
    -------
    pyarrow.Table
        One row a pair, by `l, r` (unique ids, l < r): for each kind `<kind>_level` (0 absent, else 1 + its place in
        `level_codes`) and `<kind>_bits`, and `weight`: the prior plus the sum of the bits, in bits.
    """
    scratch.stage("rarity", rarity)
    scratch.stage("level_share", level_shares(model))
    scratch.run("forget_weighed")
    parts = 1 + scratch.table("candidate_count")["pairs"][0].as_py() // PAIRS_AT_ONCE
    for part in range(parts):
        scratch.stage("weigh_part", pa.table({"parts": [parts], "part": [part]}))
        scratch.run("weigh")
        scratch.run("weigh_next" if part else "weigh_first")
    return scratch.table("weighed")


def level_shares(model: Model) -> pa.Table:
    """Return the model's levels as columns, its prior under the kind « prior », and whether rows speak of families."""
    rows = [
        {"kind": kind, "code": code, "bits": model.bits(kind, code), "u": share.u}
        for kind, levels in model.shares.items()
        for code, share in levels.items()
    ]
    facts = (("prior", round(model.prior_bits, 2)), ("households", float(model.households)))
    return pa.Table.from_pylist(
        [*rows, *({"kind": name, "code": name, "bits": bits, "u": 0.0} for name, bits in facts)]
    )


def level_code(kind: str, level: int) -> str:
    """Return the code of a stored level number; 0 is « absent »."""
    return level_codes(kind)[level - 1] if level else "absent"
