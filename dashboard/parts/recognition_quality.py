"""How good the recognition is, measured on what people decided: two shares with their interval, and the limits in words.

Below a handful of decisions it says that nothing can be measured yet. No figure is computed here.
"""

from typing import Any

from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.parts.bullets import bullets
from dashboard.parts.figures import Figure, big_numbers
from dashboard.parts.notices import show_partial
from dashboard.parts.refusal import show_refusal
from dashboard.style import draw, fragment
from dashboard.wording.numbers import number, percent
from dashboard.wording.translation import Words
from pipelines.reporting.view_one_question import band_limits
from pipelines.reporting.view_questions import linkage_quality

# With fewer, the interval covers almost everything and a share would mislead.
FEWEST_DECISIONS = 10
# A suggestion nearer to what stands than this changes nothing that can be seen.
WORTH_SAYING_BITS = 0.5
Share = tuple[float, float, float] | None


def show_recognition_quality(desk: Desk) -> None:
    """Show the quality measured, and from where on the product joins, asks or leaves apart."""
    _ = desk.words
    found = linkage_quality(desk.office, desk.actor, desk.campaign_id)
    if isinstance(found, Refusal):
        show_refusal(found, _)
        return
    count = found["labelled"]
    if count < FEWEST_DECISIONS:
        show_partial(not_yet_words(count, _), _)
    else:
        big_numbers(measured(found, _))
        said = _.plural(
            "Mesuré sur {n} décision. On ne demande à des personnes que les cas douteux : sur l'ensemble des demandes, les deux "
            "parts sont plus hautes.",
            "Mesuré sur {n} décisions. On ne demande à des personnes que les cas douteux : sur l'ensemble des demandes, les deux "
            "parts sont plus hautes.", count, n=number(count, desk.language),
        )  # fmt: skip
        draw(fragment("<p class='cu-note'>{said}</p>", said=said))
    bullets(limits_words(found, _))


def not_yet_words(count: int, words: Words) -> str:
    """Say how many decisions are missing."""
    _ = words
    made = _.plural(
        "{n} décision pour l'instant", "{n} décisions pour l'instant", count, n=number(count, words.language)
    )
    return _(
        "Pas encore mesurable : {made}, il en faut {fewest}.",
        made=made,
        fewest=number(FEWEST_DECISIONS, words.language),
    )


def measured(found: dict[str, Any], words: Words) -> list[Figure]:
    """Return both shares, with what they mean."""
    _ = words
    return [
        Figure(share_words(found["precision"], words), _("des réunions faites sans question sont justes"),
               interval_words(found["precision"], words), "served"),
        Figure(share_words(found["recall"], words), _("des mêmes familles auraient été réunies sans question"),
               interval_words(found["recall"], words), "action"),
    ]  # fmt: skip


def share_words(share: Share, words: Words) -> str:
    """Write a share, or a dash where nothing was decided on."""
    return percent(share[0] if share is not None else None, words.language)


def interval_words(share: Share, words: Words) -> str:
    """Say between what and what the true share is, nineteen times out of twenty."""
    _ = words
    if share is None:
        return _("aucune décision ne porte sur ce cas")
    low, high = (percent(value, words.language) for value in share[1:])
    return _("entre {low} et {high}, 19 fois sur 20", low=low, high=high)


def limits_words(found: dict[str, Any], words: Words) -> list[str]:
    """Say from which chances on the product joins, asks, or leaves apart, and where the stated cost would have it begin."""
    _ = words
    limits = band_limits(found["auto"], found["review"])
    auto = _("{good} contre {bad}", good=limits["auto"][0], bad=limits["auto"][1])
    review = _("{good} contre {bad}", good=limits["review"][0], bad=limits["review"][1])
    return [
        _("À partir de {auto} pour « même famille », deux demandes sont réunies sans question, sauf si une attribution est en jeu.",
          auto=auto),
        _("De {review} à {auto}, une personne décide.", review=review, auto=auto),
        _("En dessous, les demandes restent séparées."),
        *suggestion(found, _),
    ]  # fmt: skip


def suggestion(found: dict[str, Any], words: Words) -> list[str]:
    """Say where joining should begin for the cost that the policy states, where that is not where it begins."""
    _ = words
    if found["suggested"] is None or abs(found["suggested"] - found["auto"]) < WORTH_SAYING_BITS:
        return []
    bits = number(found["suggested"], words.language)
    return [
        _(
            "Pour le coût d'un refus à tort que dit le règlement, réunir devrait commencer à {bits} (« auto_bits »).",
            bits=bits,
        )
    ]
