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
    return _.plural(
        "Pour {side}, {granted} unité sur {units} à portée ({places}) est allée à une demande classée {best_rank}.",
        "Pour {side}, {granted} unités sur les {units} à portée ({places}) sont allées à des demandes classées de {best_rank} à {worst_rank}.",
        found["granted"], side=side, places=shown, **n,
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
