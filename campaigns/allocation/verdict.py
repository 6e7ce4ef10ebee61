"""What the verifier says of one guarantee."""

from dataclasses import dataclass

from campaigns.model.outcome import Sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """`holds` is None when the guarantee does not apply, or applies and was not proved (`is_unproved`).

    `witness` is then the reason, or the proof that it fails.
    """

    holds: bool | None
    witness: Sentence | None = None
    is_unproved: bool = False


def unproved(why: Sentence) -> Verdict:
    """Return the verdict on a guarantee that applies, and that the plan brings nothing to prove or refute."""
    return Verdict(None, why, is_unproved=True)
