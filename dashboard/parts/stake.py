"""What joining two households would change for their rank and grants, said before anybody decides. It decides nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.wording.coordination import household_reference, item_names
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.campaigns_desk import campaign_policy

Names = Mapping[str, str]


def names_of_items(desk: Desk) -> Names:
    """Return the name of each item of the policy in force."""
    policy = campaign_policy(desk.office, desk.actor, desk.campaign_id)
    return item_names(None if isinstance(policy, Refusal) else policy, desk.words)


def grants_words(grants: Sequence[str], names: Names, words: Words) -> str:
    """Say what is granted: « 1 × Ordinateur portable »."""
    counts = sorted(Counter(grants).items())
    return ", ".join(f"{number(count, words.language)} × {names.get(item, item)}" for item, count in counts)


def facts_words(card: Mapping[str, Any], names: Names, words: Words) -> str:
    """Say what is known of a household beside its reference: requests, rank, grants."""
    _ = words
    said = [
        _.plural("{n} demande", "{n} demandes", card["requests"], n=number(card["requests"], words.language)),
        _("rang {n}", n=number(card["rank"], words.language)) if card["rank"] else _("pas encore classé"),
        _("attribué : {grants}", grants=grants_words(card["grants"], names, words)) if card["grants"] else _("rien d'attribué"),
    ]  # fmt: skip
    return " · ".join(said)


def merge_words(effect: Mapping[str, Any], names: Names, words: Words) -> list[str]:
    """Say what joining would do, one sentence a line."""
    _ = words
    kept = next(card for card in effect["households"] if card["household_id"] == effect["kept"])
    said = {"kept": household_reference(kept["household_id"]), "grants": grants_words(kept["grants"], names, words)}
    rank = number(kept["rank"], words.language) if kept["rank"] else ""
    if effect["needs_new_plan"]:
        first = _(
            "les deux foyers ont chacun une attribution ; la réponse est gardée, mais ils restent deux jusqu'à un autre "
            "plan. Personne ne perd ce qui lui est attribué."
        )
    elif kept["grants"] and rank:
        first = _("un seul foyer, {kept}, garde {grants} et le rang {rank}. L'autre demande n'aura pas de second kit.",
                  rank=rank, **said)  # fmt: skip
    elif kept["grants"]:
        first = _("un seul foyer, {kept}, garde {grants}. L'autre demande n'aura pas de second kit.", **said)
    elif rank:
        first = _(
            "un seul foyer, {kept}, garde le rang {rank} jusqu'au prochain plan. Rien n'est attribué.",
            rank=rank,
            **said,
        )
    else:
        first = _("un seul foyer, {kept}, classé une seule fois au prochain plan. Rien n'est attribué.", **said)
    many = (
        [_("Ce foyer réunirait plus de douze demandes : relisez-les toutes avant de répondre.")]
        if effect["too_large"]
        else []
    )
    return [first, *many]
