"""What the verifier says of one guarantee."""

from dataclasses import dataclass

from campaigns.model.outcome import Sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """`holds` is None when the guarantee does not apply; `witness` is then the reason, or the proof that it fails."""

    holds: bool | None
    witness: Sentence | None = None
