"""Decides of which requests it may be said that another structure asked for the same family: never on a name and a place alone,
and never to who tries one guess after another.

A sure pair is not enough: who guesses a name at an address would learn who lives there. It takes one person's names, and with them
that person's birth date, a number or a mailbox, as both lists give them.
"""

from collections import Counter
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.linkage.match import custody

# A structure that names one family more often than this, in other words each time, is guessing, or its desk's number stands on
# many rows: nothing is said of these rows.
MOST_ALIKE = 6
# A row corrected more often than this is not looked up again.
MOST_VERSIONS = 5
# Level numbers (`evidence.level_codes`): a person's names agree, with his birth day from `WITH_THE_DAY` on; a contact is the same.
NAMES_AGREE = (5, 6, 7, 9, 10, 11, 13, 14, 15, 17, 18, 19)
WITH_THE_DAY = 17
SAME_PHONE, SAME_MAIL = 3, 4


def told_elsewhere(pairs: pa.Table, partner: Mapping[str, str], auto: float) -> frozenset[str]:
    """Return the requests of which it may be said that another structure knows their family; as `linkage/keep_known` does.

    Parameters
    ----------
    pairs
        Weighed pairs with their levels.
    partner
        request_id -> who asked; pairs with others are left out.
    auto
        From how many bits on a pair is sure.
    """
    sure = pc.greater_equal(pairs["weight"], auto)
    near = pairs.filter(pc.or_(sure, one_contact(pairs)))
    elsewhere: set[str] = set()
    alike: Counter[str] = Counter()
    ends = zip(near["left_id"].to_pylist(), near["right_id"].to_pylist(), proven(near, auto).to_pylist(), strict=True)
    for left, right, is_proven in ends:
        if left not in partner or right not in partner:
            continue
        if partner[left] == partner[right]:
            alike.update((left, right))
        elif is_proven:
            elsewhere |= {left, right}
    return frozenset(request for request in elsewhere if alike[request] <= MOST_ALIKE)


def proven(pairs: pa.Table, auto: float) -> pa.ChunkedArray:
    """Mark sure pairs in which one person's names agree, and his birth date or a contact too."""
    people = [pairs[f"{kind}_level"] for kind in ("guardian", "child")]
    agreeing = pa.array(NAMES_AGREE, pa.int8())
    named = pc.or_(*(pc.is_in(level, agreeing) for level in people))
    day = pc.or_(*(pc.greater_equal(level, WITH_THE_DAY) for level in people))
    sure = pc.and_(pc.greater_equal(pairs["weight"], auto), pc.invert(custody(pairs)))
    return pc.and_(sure, pc.or_(day, pc.and_(named, one_contact(pairs))))


def one_contact(pairs: pa.Table) -> pa.ChunkedArray:
    """Mark pairs with one number or one mailbox in common."""
    return pc.or_(pc.equal(pairs["phone_level"], SAME_PHONE), pc.equal(pairs["email_level"], SAME_MAIL))
