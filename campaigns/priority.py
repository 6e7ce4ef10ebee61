"""Who comes first: tiers, then a score that is the sum of its named parts, then a logged draw.

Scores are whole millionths of a point, so that two equal households really tie and the draw decides, never the order of
rows. No nationality, origin, free text or inferred fact can be named by a policy.
"""

import hmac
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from campaigns.eligibility import eligibility
from campaigns.household_facts import named_fact
from campaigns.model.catalogue import UNKNOWN
from campaigns.model.criteria import MICRO, Condition, Criterion
from campaigns.model.plan import RANKING_HEAD
from campaigns.model.policy import Policy

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# 16 hexadecimal digits: among a million households two equal draws happen once in about forty million campaigns.
LOTTERY_BYTES = 8
# Households drawn at a time: a text in Python weighs five times what it does in a column.
BLOCK_ROWS = 1 << 16


def score_parts(policy: Policy, facts: pa.Table) -> pa.Table:
    """Compute the points of each criterion and their sum.

    Parameters
    ----------
    facts
        Key household_id: the columns of `FACTS_SCHEMA`.

    Returns
    -------
    pyarrow.Table
        Key household_id, in the order of `facts`: one float column a criterion (points, at most its weight), then score.
        A fact that is not known gives 0, or the share that the policy declares for `unknown`.
    """
    micro = micro_parts(policy, facts)
    names = [criterion.name for criterion in policy.criteria]
    columns = [facts["household_id"], *(part / MICRO for part in micro), micro.sum(axis=0) / MICRO]
    return pa.table(columns, names=["household_id", *names, "score"])


def tiers(policy: Policy, facts: pa.Table) -> Ints:
    """Return the tier of each household: 1 for the first tier of the policy whose conditions all hold."""
    found = np.full(facts.num_rows, len(policy.tiers), dtype=np.int64)
    for number, tier in reversed(list(enumerate(policy.tiers[:-1], start=1))):
        passed = np.ones(facts.num_rows, dtype=np.bool_)
        for condition in tier.conditions:
            passed &= holds(condition, facts)
        found[passed] = number
    if policy.aggregates.tier == "last":
        found[_bools(pc.is_valid(facts["households_count"]))] = len(policy.tiers)
    return found


def lottery_numbers(seed: str, household_ids: Sequence[str]) -> list[str]:
    """Draw one number a household: the first 16 hexadecimal digits of HMAC-SHA-256(seed, household_id).

    Anyone who knows the published seed can draw it again; it depends on neither the other households nor their order.

    >>> lottery_numbers("graine-publiée", ["A", "B"]) == lottery_numbers("graine-publiée", ["B", "A"])[::-1]
    True
    """
    key = seed.encode()
    return [hmac.digest(key, household_id.encode(), "sha256")[:LOTTERY_BYTES].hex() for household_id in household_ids]


def rank_households(policy: Policy, facts: pa.Table, judged: pa.Table | None = None) -> pa.Table:
    """Rank the eligible households: by tier, then higher score (or bin of scores), then lottery number, then id.

    Parameters
    ----------
    facts
        Key household_id: the columns of `FACTS_SCHEMA`.
    judged
        What `eligibility` says of them, where it is known already.

    Returns
    -------
    pyarrow.Table
        Key household_id, sorted by rank 1..n: tier, score, one float column a criterion, lottery, rank. Households that
        are not eligible are absent.
    """
    judged = eligibility(policy, facts) if judged is None else judged
    # Rows are chosen by number: a copy of all the facts of a million households would weigh as much as they do.
    rows = np.flatnonzero(_bools(judged["eligible"]))
    ids = facts["household_id"].take(pa.array(rows)).combine_chunks()
    draws = _drawn(policy.lottery_seed, ids)
    micro = micro_parts(policy, facts)
    tier, score = tiers(policy, facts), micro.sum(axis=0)
    bins = -(score[rows] // policy.ranking.bin_micro)
    order = np.lexsort((text_positions(ids), text_positions(draws), bins, tier[rows]))
    rows = rows[order]
    columns = {
        "household_id": ids.take(pa.array(order)),
        "tier": pa.array(tier[rows], pa.int32()),
        "score": pa.array(score[rows] / MICRO),
        "lottery": draws.take(pa.array(order)),
        "rank": pa.array(np.arange(1, len(rows) + 1)),
    }
    ranked = pa.table([columns[field.name] for field in RANKING_HEAD], schema=pa.schema(RANKING_HEAD))
    for criterion, part in zip(policy.criteria, micro, strict=True):
        ranked = ranked.append_column(criterion.name, pa.array(part[rows] / MICRO))
    return ranked


def rank_parts(policy: Policy, facts: pa.Table) -> pa.Table:
    """Compute what the rank of each eligible household depends on; of some households it is the same as of all together.

    Returns
    -------
    pyarrow.Table
        Key household_id, in the order of `facts`: tier, lottery, then `part_0` and on, the points of each criterion in millionths.
    """
    eligible = facts.filter(eligibility(policy, facts)["eligible"])
    ids = eligible["household_id"].to_pylist()
    columns = {
        "household_id": pa.array(ids, pa.string()),
        "tier": pa.array(tiers(policy, eligible), pa.int32()),
        "lottery": pa.array(lottery_numbers(policy.lottery_seed, ids), pa.string()),
    }
    parts = micro_parts(policy, eligible)
    return pa.table(columns | {f"part_{number}": pa.array(part) for number, part in enumerate(parts)})


def ranked(policy: Policy, parts: pa.Table) -> pa.Table:
    """Put households in the order of their parts; see `rank_households`."""
    micro = np.stack([parts[f"part_{number}"].to_numpy() for number, _ in enumerate(policy.criteria)])
    tier, score = parts["tier"].to_numpy().astype(np.int64), micro.sum(axis=0)
    ids, draws = parts["household_id"].to_pylist(), parts["lottery"].to_pylist()
    order = np.lexsort((text_positions(ids), text_positions(draws), -(score // policy.ranking.bin_micro), tier))
    found = parts.select(["household_id", "tier", "lottery"]).append_column("score", pa.array(score / MICRO))
    found = found.take(pa.array(order)).combine_chunks()
    found = found.append_column("rank", pa.array(np.arange(1, len(ids) + 1)))
    found = pa.table([found[field.name] for field in RANKING_HEAD], schema=pa.schema(RANKING_HEAD))
    for criterion, part in zip(policy.criteria, micro, strict=True):
        found = found.append_column(criterion.name, pa.array(part[order] / MICRO))
    return found


def _drawn(seed: str, ids: pa.Array) -> pa.Array:
    """Draw the number of each household, some at a time."""
    blocks = (ids[start : start + BLOCK_ROWS].to_pylist() for start in range(0, len(ids), BLOCK_ROWS))
    drawn = [pa.array(lottery_numbers(seed, block), pa.string()) for block in blocks]
    return pa.concat_arrays([pa.array([], pa.string()), *drawn])


def micro_parts(policy: Policy, facts: pa.Table) -> Ints:
    """Return points in millionths: one row a criterion in the policy's order, one column a household."""
    micro = np.empty((len(policy.criteria), facts.num_rows), dtype=np.int64)
    for row, criterion in enumerate(policy.criteria):
        micro[row] = _points(criterion, criterion.weight_micro, facts)
    return micro


def holds(condition: Condition, facts: pa.Table) -> Bools:
    """Tell for each household whether a condition holds; a fact that is not known never passes."""
    values = named_fact(facts, condition.fact)
    if condition.among is not None:
        return _bools(pc.is_in(values, value_set=pa.array(condition.among, pa.string())))
    if condition.equals is not None:
        return _bools(pc.fill_null(pc.equal(values, condition.equals), False))
    return _bools(pc.fill_null(pc.greater_equal(values, condition.at_least), False))


def _points(criterion: Criterion, weight_micro: int, facts: pa.Table) -> Ints:
    """Return weight × scale, rounded half up to a millionth."""
    values = named_fact(facts, criterion.fact)
    if criterion.scale == "flag":
        return weight_micro * _bools(pc.fill_null(values, False)).astype(np.int64)
    if criterion.full_at is not None:
        counts = np.clip(_ints(pc.fill_null(values.cast(pa.int64()), 0)), 0, criterion.full_at)
        return (2 * weight_micro * counts + criterion.full_at) // (2 * criterion.full_at)
    shares = dict(criterion.shares or {})
    points = [(2 * weight_micro * round(share * MICRO) + MICRO) // (2 * MICRO) for share in shares.values()]
    places = pc.index_in(pc.fill_null(values, UNKNOWN), value_set=pa.array(list(shares), pa.string()))
    return _ints(pc.fill_null(pa.array(points, pa.int64()).take(places), 0))


def text_positions(texts: Sequence[str] | pa.Array) -> Ints:
    """Return the place of each text in sorted order, equal texts sharing theirs: a number that sorts like the text."""
    column = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.string())
    return np.asarray(pc.rank(column, tiebreaker="dense").to_numpy(), dtype=np.int64)


def _ints(values: pa.Array) -> Ints:
    return np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.int64)


def _bools(values: pa.Array | pa.ChunkedArray) -> Bools:
    chunked = isinstance(values, pa.ChunkedArray)
    return np.asarray(values.to_numpy() if chunked else values.to_numpy(zero_copy_only=False), dtype=np.bool_)
