"""What a page is given: who looks, at which campaign, in which language. A page asks for nothing else."""

from dataclasses import dataclass

from campaigns.model.actor import Actor
from dashboard.wording.translation import Words
from pipelines.office import Office


@dataclass(frozen=True)
class Desk:
    """The desk at which one person sits during one run of a page.

    Pages start with `_ = desk.words`, then say `_("…")`.
    """

    office: Office
    actor: Actor
    campaign_id: str
    words: Words

    @property
    def language(self) -> str:
        """Return `fr` or `en`."""
        return self.words.language
