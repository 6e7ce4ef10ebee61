"""What people decided on pairs of requests, and whether the rows still say what was decided on.

A decision binds to requests, never to households or weights, so it survives every later list.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pipelines.linkage.clustering import Doubt
from pipelines.store.port import Session

SAME, DIFFERENT, LATER, UNDONE = "same", "different", "later", "undone"
ANSWERS = (SAME, DIFFERENT, LATER)


@dataclass(frozen=True)
class Decision:
    """The newest answer on one pair; `evidence_hash` is that of the two rows as they were."""

    decision_id: str
    left: str
    right: str
    answer: str
    evidence_hash: str

    def is_stale(self, contents: Mapping[str, str]) -> bool:
        """Tell whether a row was corrected since: the decision holds, and is asked again."""
        return self.answer in (SAME, DIFFERENT) and self.evidence_hash != evidence_hash(contents, self.left, self.right)


def evidence_hash(contents: Mapping[str, str], left: str, right: str) -> str:
    """Return the hash of what two rows say, from their keyed content tokens."""
    return sha256(f"{contents[left]}|{contents[right]}".encode()).hexdigest()


def decisions_of(session: Session, campaign_id: str) -> list[Decision]:
    """Return the decisions that hold, one a pair."""
    return [
        Decision(row["decision_id"], row["left_id"], row["right_id"], row["answer"], row["evidence_hash"])
        for row in session.rows("linkage/decisions", {"campaign_id": campaign_id})
        if row["answer"] != UNDONE
    ]


def reasons_of(
    session: Session, campaign_id: str, doubts: Sequence[Doubt], home: Mapping[str, str]
) -> dict[frozenset[str], str]:
    """Return why each two households are asked about: as grouping says now, else as was said when they were asked."""
    before = session.rows("household/questions", {"campaign_id": campaign_id})
    kept = {frozenset((row["household_left"], row["household_right"])): row["reason"] for row in before}
    ends = {
        one: frozenset((home[one.left], home[one.right])) for one in doubts if one.left in home and one.right in home
    }
    return kept | {pair: one.reason for one, pair in ends.items()}
