"""Learns how much each kind of evidence weighs, with Splink on an in-memory database: u by sampling, m by EM.

What is learnt is frozen in a `Model`; scoring never learns. Nothing here writes anywhere.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from splink import DuckDBAPI, Linker, SettingsCreator, block_on
from splink.internals.blocking_rule_creator import BlockingRuleCreator

from pipelines.linkage.evidence import (
    CHILD,
    COLUMNS,
    EMAIL,
    GUARDIAN,
    KINDS,
    PHONE,
    PLACE,
    comparison,
    level_codes,
)
from pipelines.linkage.model import SMALLEST, Model, Share
from pipelines.store.scratch import Scratch

logging.getLogger("splink").setLevel(logging.ERROR)

# One EM session a kind: pairs equal on it teach how the other kinds agree (research of record linkage, 4.3).
SESSIONS: dict[str, tuple[str, ...]] = {
    PHONE: ("phone_a",),
    EMAIL: ("email",),
    GUARDIAN: ("g_skel", "g_born"),
    CHILD: ("c_skel", "c_born"),
    PLACE: ("street", "house_number", "postcode"),
}
# Rules that only pairs of one household meet, and the share of those pairs that meets one: they give the prior.
SURE = (
    ("email",), ("phone_a",), ("g_skel", "g_born", "surname_skeleton"), ("c_skel", "c_born", "surname_skeleton"),
)  # fmt: skip
SURE_RECALL = 0.7
# What these rules need at least, and the share of rows below which they say nothing of how many households were asked for twice.
DAYS_OF_BIRTH = ("g_born", "c_born")
CARRIED = ("email", "phone_a", *DAYS_OF_BIRTH)
FEWEST_CARRIED = 0.1
# Of two requests drawn at random among n, 1.5/n are of one household (0.75 such pairs a request: research, 3.2).
PAIRS_A_REQUEST = 1.5
# Pairs of strangers that are drawn to learn how often they agree by chance: so many a request, up to a most.
SAMPLED_A_REQUEST = 40
MOST_SAMPLED = 2_000_000
SEED = 20_261
# Pairs of one EM session: more of them teach nothing new.
SESSION_PAIRS = 400_000
# How many imaginary pairs the documented model weighs against those of the campaign.
PSEUDO_MATCHES = 150.0
PSEUDO_STRANGERS = 20_000.0
FEWEST_PAIRS = 30

# Kinds that are a person: a first name and a birth date.
PERSONS = (GUARDIAN, CHILD)
NAMES, DAYS = ("same_name", "crossed_name", "near_name"), ("same_day", "near_day", "close_day")
# How much more often than by chance two strangers born on one day bear one name.
COHORT = 4.0

Shares = dict[str, dict[str, Share]]


def linker_on(scratch: Scratch, settings: SettingsCreator) -> Linker:
    """Return Splink's linker over the table `node` of the scratch database."""
    api = DuckDBAPI(connection=scratch.connection)
    return Linker(api.register("node"), settings, log_level=None)


def present_kinds(scratch: Scratch) -> tuple[str, ...]:
    """Return the kinds of evidence that at least two requests carry."""
    columns = sorted({column for names in COLUMNS.values() for column in names})
    counted = scratch.table("node_counts")
    counts: dict[str, int] = dict(zip(columns, [0] * len(columns), strict=True)) | counted.to_pylist()[0]
    return tuple(kind for kind in KINDS if any(counts[column] > 1 for column in COLUMNS[kind]))


def trained(scratch: Scratch, requests: int, documented: Model | None) -> Model:
    """Learn a model from the requests in the table `node`.

    Parameters
    ----------
    requests
        How many rows `node` has; a small campaign draws fewer pairs, for more of them would be the same requests again.
    documented
        What fills in where the campaign is too small; None learns from the campaign alone.
    """
    kinds = present_kinds(scratch)
    settings = SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="unique_id", comparisons=[comparison(kind) for kind in kinds]
    )
    linker = linker_on(scratch, settings)
    columns = {column for kind in kinds for column in (*COLUMNS[kind], f"{kind[0]}_skel", "surname_skeleton")}
    rules: list[str | BlockingRuleCreator] = [
        block_on(*names) for names in SURE if set(names) <= columns and names[0] in columns
    ]
    linker.training.estimate_probability_two_random_records_match(rules, recall=SURE_RECALL)
    drawn = min(MOST_SAMPLED, SAMPLED_A_REQUEST * requests)
    linker.training.estimate_u_using_random_sampling(max_pairs=drawn, seed=SEED)
    sizes = session_sizes(scratch)
    taught = 0.0
    for kind in SESSIONS:
        if kind in kinds and sizes[kind] >= FEWEST_PAIRS and session_taught(linker, kind):
            taught += sizes[kind]
    return with_prior(frozen(linker, kinds, documented, taught, drawn), scratch, requests)


def with_prior(model: Model, scratch: Scratch, requests: int) -> Model:
    """Return the model with the usual prior where the rows carry nothing that only pairs of one household share.

    A register without telephones, e-mails or birth dates meets none of `SURE`: Splink would then say that no pair is of one household.
    """
    if not carry(scratch, CARRIED, requests):
        return replace(model, prior=min(0.3, PAIRS_A_REQUEST / requests))
    return replace(model, prior=max(model.prior, 1 / requests**2))


def carry(scratch: Scratch, columns: tuple[str, ...], requests: int) -> bool:
    """Tell whether enough requests carry one of some columns."""
    counted: dict[str, int] = scratch.table("node_counts").to_pylist()[0]
    return max(counted[column] for column in columns) >= FEWEST_CARRIED * requests


def session_taught(linker: Linker, kind: str) -> bool:
    """Run one EM session; False where it teaches nothing.

    Splink raises ValueError when a share falls to zero: a level of some kind then stands in no pair of the session. What the
    session would have taught is left to the others and to the documented model.
    """
    try:
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*SESSIONS[kind]), max_pairs=SESSION_PAIRS
        )
    except ValueError:
        return False
    return True


def session_sizes(scratch: Scratch) -> dict[str, int]:
    """Return how many pairs each EM session would see."""
    return {str(row["kind"]): int(row["pairs"]) for row in scratch.table("session_sizes").to_pylist()}


def frozen(linker: Linker, kinds: tuple[str, ...], documented: Model | None, taught: float, drawn: int) -> Model:
    """Return what was learnt, mixed with the documented model."""
    learnt = linker.misc.save_model_to_json()
    prior = float(learnt["probability_two_random_records_match"])
    shares: Shares = {}
    for made in learnt["comparisons"]:
        kind = made["output_column_name"]
        levels = {
            level["label_for_charts"]: level for level in made["comparison_levels"] if not level.get("is_null_level")
        }
        known = documented.shares[kind] if documented else None
        shares[kind] = mixed(kind, levels, known, prior, taught, drawn)
    # A kind that no request carries, or that an interrupted session left out.
    for kind in set(KINDS) - set(shares):
        if documented:
            shares[kind] = dict(documented.shares[kind])
    return Model(prior, shares, int(taught), households=CHILD in kinds)


def mixed(
    kind: str,
    levels: Mapping[str, Mapping[str, Any]],
    known: Mapping[str, Share] | None,
    prior: float,
    taught: float,
    drawn: int,
) -> dict[str, Share]:
    """Return the shares of a kind; strangers' shares are freed of the households that were drawn among them."""
    codes = level_codes(kind)
    m = {code: levels[code].get("m_probability") for code in codes}
    trained_m = any(value is not None for value in m.values())
    share: dict[str, Share] = {}
    for code in codes:
        fallback = known[code] if known else Share(1e-4, 1e-6)
        weight = PSEUDO_MATCHES if trained_m else 1e12
        learnt_m = float(m[code] or 0.0)
        seen = float(levels[code].get("u_probability") or 0.0)
        # How many first names are missing is the campaign's own; what a day says without one is documented, as a ratio.
        fallback_m = (
            min(1.0, max(seen, 0.5 / drawn) * fallback.m / fallback.u) if code.startswith("no_name") else fallback.m
        )
        new_m = (taught * learnt_m + weight * fallback_m) / (taught + weight)
        freed = max((seen - prior * new_m) / (1 - prior), seen * 0.02)
        new_u = (drawn * freed + PSEUDO_STRANGERS * fallback.u) / (drawn + PSEUDO_STRANGERS)
        share[code] = Share(new_m, max(new_u, 0.5 / drawn))
    return parted(share) if kind in PERSONS else share


def parted(share: Mapping[str, Share]) -> dict[str, Share]:
    """Return the shares of a person, with what too few pairs of strangers show worked out from what many show.

    Among strangers a first name and a birth day agree by themselves, so how often both do is the product of how often each
    does (times `COHORT`: names go with years), far below what a small sample of pairs can show.
    """
    made = dict(share)
    days = sum(share[f"{name}_same_day"].u for name in (*NAMES, "other_name"))
    for name in NAMES:
        names = sum(share[f"{name}_{day}"].u for day in (*DAYS, "no_day"))
        names += share["near_name_other_day" if name == "crossed_name" else f"{name}_other_day"].u
        code = f"{name}_same_day"
        made[code] = Share(share[code].m, min(share[code].u, max(COHORT * names * days, SMALLEST)))
    return made
