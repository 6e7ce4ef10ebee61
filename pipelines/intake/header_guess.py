"""What a header was taken for, and how surely."""

from dataclasses import dataclass

PLAIN_PERSON = "person"


@dataclass(frozen=True)
class Guess:
    """What a header was taken for; `matched` words of its own, and how much of it they cover."""

    target: str
    matched: frozenset[str]
    coverage: float
    fuzzy: bool = False

    @property
    def confidence(self) -> float:
        """Return how sure the words alone make it, 0 to 1."""
        return round((0.6 + 0.4 * self.coverage) * (0.9 if self.fuzzy else 1.0), 2)

    @property
    def person(self) -> str | None:
        """Return whose column it is: `child`, `guardian`, `person` (not said) or None."""
        start, _, part = self.target.partition("_")
        known = {"last_name", "first_name", "full_name", "birth_date"}
        return start if start in {"child", "guardian", PLAIN_PERSON} and part in known else None
