"""Keeps a campaign from changing while one of its invariants is broken: what is wrong must not become more wrong.

Reading goes on, and so do safety copies and the rights of people. A check that finds everything whole lifts the halt.
"""

from collections.abc import Mapping
from typing import Final

from campaigns.model.outcome import Refusal, Sentence
from pipelines.store.port import Session

# What no invariant of stock, plan or journal can be hurt by, or what puts right what is wrong.
HARMLESS: Final = frozenset({
    "backup", "delivery.export", "erase", "identity.read", "migrate", "person.export", "person.object", "person.search",
    "recharge.export", "restore", "retention.run", "verify",
})  # fmt: skip
# The checks that halt, in words. An erasure cut short is not among them: it is ended by sending it again. Nor are places of
# workshops: no unit depends on them, and computers must not wait for a place that was counted wrong.
CHECKS: Final[Mapping[str, Sentence]] = {
    "stock_conservation": Sentence("le stock", "the stock"),
    "journal_chain": Sentence("le journal", "the journal"),
    "row_equation": Sentence("le compte des lignes reçues", "the count of rows received"),
    "single_keys": Sentence("des références en double", "references that stand twice"),
    "grants": Sentence("les attributions", "the grants"),
    "plan_certificate": Sentence("le certificat d'un plan", "a plan's certificate"),
    "figure_releases": Sentence("des chiffres publiés", "published figures"),
}


def halted(session: Session, campaign_id: str, action: str) -> Refusal | None:
    """Refuse a change to a campaign that a check found broken."""
    if action in HARMLESS:
        return None
    found = session.rows("halt/of_campaign", {"campaign_id": campaign_id})
    if not found:
        return None
    names = [CHECKS[name] for name in found[0]["broken"].split()]
    return Refusal(
        "read_only",
        Sentence(
            "Cette campagne est en lecture seule : le dernier contrôle a trouvé une incohérence "
            f"({', '.join(name.fr for name in names)}). Rien n'a été modifié. Prévenez l'administration ; "
            "« connexion verify » rouvre la campagne quand tout est juste.",
            "This campaign is read-only: the last check found something wrong "
            f"({', '.join(name.en for name in names)}). Nothing was changed. Tell the administrators; "
            "“connexion verify” opens it again once everything is right.",
        ),
    )
