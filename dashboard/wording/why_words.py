"""What would have served a family, in words: for the coordinator, for the structure, for the family; one trace for all.

Every figure is one that the pipelines proved by planning again; nothing is computed here, and no other family is named
to a structure or a family.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.model.codes import Grade, Side
from dashboard.wording.coordination import household_reference, points
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.policy_words import NEEDS
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _

Row = Mapping[str, Any]
# Parts the device of a kit from its data in the code of the kit.
JOIN = "+"
SIDES = {Side.DEVICE: _("les appareils"), Side.DATA: _("les recharges de données")}


def kit_words(kit_code: str, words: Words) -> str:
    """Say what a line asks for: « un ordinateur et une connexion »; a bundle of data is a connection, whatever its size."""
    _ = words
    return _(" et ").join(
        words(NEEDS[code]).lower() if code in NEEDS else _("une connexion") for code in kit_code.split(JOIN)
    )


def lowered(label: str) -> str:
    """Return a label as it stands inside a sentence: « recharge de 12 Go » keeps its unit."""
    return label[:1].lower() + label[1:]


def blocking_words(line: Row, words: Words) -> str:
    """Say which side of a kit is missing; empty where one thing alone is asked."""
    _ = words
    if JOIN not in line["kit_code"]:
        return ""
    missing = _(" et ").join(words(SIDES[Side(found["side"])]) for found in line["bottleneck"] if blocks(found, line))
    if not missing:
        return ""
    return _(
        "L'appareil et sa connexion sont attribués ensemble, ou pas du tout. Ici, ce qui manque : {missing}.",
        missing=missing,
    )


def blocks(found: Row, line: Row) -> bool:
    """Tell whether a side refuses a line: all of its stock went to lines ranked before (what `Bottleneck` says of itself)."""
    worst = found["worst_rank"]
    return bool(found["granted"] >= found["units"] and (worst is None or worst < line["rank"]))


def bottleneck_words(found: Row, line: Row, places: Mapping[str, str], words: Words) -> str:
    """Say which stock is exhausted, and by which ranks.

    Parameters
    ----------
    places
        What each cell of stock is called.
    """
    _ = words
    names = list(dict.fromkeys(places[cell] for cell in found["cells"] if cell in places))
    shown = ", ".join(names[:PLACES_SHOWN]) + (", …" if len(names) > PLACES_SHOWN else "")
    n = {name: number(found[name], words.language) for name in ("units", "granted", "best_rank", "worst_rank")}
    side = words(SIDES[Side(found["side"])])
    if not blocks(found, line):
        return _("Pour {side}, rien ne bloque : des unités à portée ({places}) sont libres, ou tenues par des demandes moins bien classées.",
                 side=side, places=shown)  # fmt: skip
    if not found["units"]:
        return _("Pour {side}, il n'y a aucune unité à portée.", side=side)
    return _(
        "Pour {side}, {granted} unités sur les {units} à portée ({places}) sont allées à des demandes classées de {best_rank} à {worst_rank}.",
        side=side, places=shown, **n,
    )  # fmt: skip


PLACES_SHOWN = 4


def score_words(needed: Row, own: Row, words: Words) -> str:
    """Say whom the family would have to rank before, and by how much."""
    _ = words
    return _(
        "Être classé avant le rang {rank} : palier {tier}, score {score} (ce foyer : palier {own_tier}, score {own_score}).",
        rank=number(needed["rank"], words.language), tier=needed["tier"], score=points(needed["score"], words),
        own_tier=own["tier"], own_score=points(own["score"], words),
    )  # fmt: skip


def units_words(found: Row, items: Mapping[str, str], words: Words) -> str:
    """Say how many units more, of what and where, would serve the family."""
    _ = words
    item = lowered(items.get(found["item"], found["item"] or ""))
    if found["grade"]:
        item = f"{item}, {label(Grade(found['grade']), words)}"
    n = number(found["units"], words.language)
    return _.plural("{n} unité de plus ({item}) à {site}.", "{n} unités de plus ({item}) à {site}.", found["units"],
                    n=n, item=item, site=found["site_name"])  # fmt: skip


def kit_change_words(found: Row, words: Words) -> str:
    """Say what else the family could accept."""
    _ = words
    return _("Accepter : {kit}.", kit=kit_words(found["kit_code"], words))


def losing_words(household_ids: Sequence[str], words: Words) -> str:
    """Say who would then lose a place, as pseudonyms."""
    _ = words
    if not household_ids:
        return _("Personne n'y perdrait sa place.")
    count = len(household_ids)
    shown = ", ".join(household_reference(home) for home in household_ids[:PLACES_SHOWN])
    return _.plural("{n} foyer y perdrait sa place : {homes}.", "{n} foyers y perdraient leur place : {homes}.", count,
                    n=number(count, words.language), homes=shown + (", …" if count > PLACES_SHOWN else ""))  # fmt: skip


def partner_words(why: Row, changes: Sequence[Row], items: Mapping[str, str], words: Words) -> str:
    """Say the decision to the structure: rank, reason, and what would have served the family; nobody else is named."""
    _ = words
    said = " ".join(sentence[words.language] for sentence in why["sentences"])
    ways = [way for line in changes for way in remedies(line, items, words)]
    if not ways:
        return said
    return said + " " + _("Ce foyer aurait été servi : {ways}.", ways=_(" ; ou ").join(dict.fromkeys(ways)))


def remedies(line: Row, items: Mapping[str, str], words: Words) -> list[str]:
    """Return what would have served one line, as ends of a sentence."""
    _ = words
    units = [
        _("avec {n} de plus à {site} ({item})", n=number(found["units"], words.language), site=found["site_name"],
          item=lowered(items.get(found["item"], "")))
        for found in line["units"][:1]
    ]  # fmt: skip
    kits = [_("en acceptant : {kit}", kit=kit_words(found["kit_code"], words)) for found in line["other_kits"][:1]]
    return units + kits


def letter_words(why: Row, changes: Sequence[Row], items: Mapping[str, str], words: Words) -> list[str]:
    """Return the paragraphs of a letter in plain words; no score, no code, nobody else."""
    _ = words
    hello, bye = _("Bonjour,"), _("L'équipe de la campagne")
    if not why["eligible"]:
        said = _("Votre demande est bien arrivée. Elle n'entre pas dans les règles de cette "
                 "campagne. Si votre situation a changé, dites-le à votre structure.")  # fmt: skip
        return [hello, said, bye]
    served = [grant for line in why["lines"] for grant in line["grants"]]
    paragraphs = [hello]
    if served:
        given = ", ".join(
            f"{lowered(items.get(grant['item'], grant['item']))} ({grant['site_name']})" for grant in served
        )
        paragraphs.append(_("Votre demande est acceptée. Vous recevrez : {given}. Votre structure vous dira quand et comment.", given=given))  # fmt: skip
    waiting = [line for line in why["lines"] if not line["is_served"]]
    if waiting:
        paragraphs += waiting_paragraphs(why, waiting, changes, items, words)
    paragraphs.append(
        _("Vous pensez qu'il y a une erreur ? Dites-le à votre structure : elle peut corriger vos informations.")
    )
    return [*paragraphs, bye]


def waiting_paragraphs(
    why: Row, waiting: Sequence[Row], changes: Sequence[Row], items: Mapping[str, str], words: Words
) -> list[str]:
    """Say to a family why it waits, and what it can do."""
    _ = words
    wanted = ", ".join(dict.fromkeys(kit_words(line["kit_code"], words) for line in waiting))
    rank, count = (number(value, words.language) for value in (why["rank"], why["ranked_count"]))
    said = [
        _("Vous avez demandé : {wanted}. Nous n'en avons pas assez pour tout le monde, et nous ne pouvons pas encore vous servir.",
          wanted=wanted),
        _("Les familles sont classées avec les mêmes règles pour toutes. La vôtre est au rang {rank} sur {count}. "
              "Les familles classées avant la vôtre ont été servies d'abord.",
          rank=rank, count=count),
    ]  # fmt: skip
    # What would take another family's place is for the coordination to weigh, not for a letter to offer.
    free = [found for line in changes for found in line["other_kits"] if not found["lose"]]
    kits = list(dict.fromkeys(kit_words(found["kit_code"], words) for found in free))
    if kits:
        said.append(_("Vous pourriez être servi en acceptant : {kits}. Si cela vous convient, dites-le à votre structure.",
                      kits=_(" ; ou ").join(kits)))  # fmt: skip
    said.append(_("Votre demande reste dans la liste. Vous n'avez rien à refaire."))
    return said
