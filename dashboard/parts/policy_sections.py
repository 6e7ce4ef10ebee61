"""A policy in words, section by section: who may be served, in which order, with what, from how far.

It repeats the text in force. It must never apply a rule.
"""

from collections.abc import Iterable
from enum import StrEnum

import streamlit as st

from campaigns.model.catalogue import UNKNOWN, Acceptable
from campaigns.model.codes import ConnectionSituation, DeviceSituation, HousingKind, PartnerKind
from campaigns.model.criteria import Condition, Tier
from campaigns.model.policy import Policy
from dashboard.parts.bars import Part, part_bars, thousandths
from dashboard.parts.bullets import bullets, titled
from dashboard.parts.short_table import short_table
from dashboard.parts.table import Column
from dashboard.style import Fragment
from dashboard.wording.coordination import item_label, points
from dashboard.wording.labels import label
from dashboard.wording.numbers import day, gigabytes, kilometres, number
from dashboard.wording.policy_words import FACTS, NEEDS
from dashboard.wording.translation import Words

FACT_CODES: dict[str, type[StrEnum]] = {
    "device_situation": DeviceSituation,
    "connection_situation": ConnectionSituation,
    "housing_kind": HousingKind,
    "partner_kind": PartnerKind,
}


def show_sections(policy: Policy, words: Words) -> None:
    """Show every section."""
    _ = words
    for title, show in (
        (_("Qui peut être servi"), show_eligibility),
        (_("Les paliers, dans l'ordre"), show_tiers),
        (_("Le score, part par part"), show_criteria),
        (_("Ce qu'un foyer peut recevoir"), show_caps),
        (_("Ce qui peut remplacer ce qui est demandé"), show_ladder),
        (_("De quel site, et de combien loin"), show_reach),
        (_("Le tirage au sort"), show_lottery),
    ):
        st.subheader(title)
        show(policy, words)


def show_eligibility(policy: Policy, words: Words) -> None:
    """Say which situations call for a device or a connection."""
    _ = words
    rule = policy.eligibility
    everywhere = _("toute la France") if not rule.departments else ", ".join(rule.departments)
    bullets([
        _("Un appareil, si la situation du foyer est : {situations}.", situations=listed_codes(rule.device_situations, words)),
        _("Une connexion, si la situation du foyer est : {situations}.", situations=listed_codes(rule.connection_situations, words)),
        _("Territoire : {place}.", place=everywhere),
        _("Un fait qui n'est pas connu n'exclut jamais un foyer."),
    ])  # fmt: skip


def show_tiers(policy: Policy, words: Words) -> None:
    """List the tiers with their conditions."""
    bullets([tier_words(tier, words) for tier in policy.tiers], numbered=True)


def tier_words(tier: Tier, words: Words) -> Fragment:
    """Return a tier's name, and what leads to it."""
    _ = words
    name = tier.label_fr if words.language == "fr" else tier.label_en
    conditions = _(" et ").join(condition_words(condition, words) for condition in tier.conditions)
    return titled(name, _(" : {conditions}.", conditions=conditions) if conditions else "")


def condition_words(condition: Condition, words: Words) -> str:
    """Say one test of one fact."""
    _ = words
    fact = words(FACTS.get(condition.fact, condition.fact))
    if condition.among is not None:
        return _("{fact} : {codes}", fact=fact, codes=listed_codes(codes_of(condition.fact, condition.among), words))
    if condition.at_least is not None:
        return _("{fact} : au moins {n}", fact=fact, n=number(condition.at_least, words.language))
    return fact if condition.equals else _("pas de « {fact} »", fact=fact)


def codes_of(fact: str, codes: Iterable[str]) -> list[str]:
    """Return the members behind the codes of a fact, where they have labels."""
    kind = FACT_CODES.get(fact)
    return [kind(code) if kind is not None and code != UNKNOWN else code for code in codes]


def listed_codes(codes: Iterable[str], words: Words) -> str:
    """Say codes in the reader's words, one after the other."""
    _ = words
    return ", ".join(label(code, words).lower() if isinstance(code, StrEnum) else _("inconnu") for code in codes)


def show_criteria(policy: Policy, words: Words) -> None:
    """Draw what each criterion weighs in the highest score."""
    _ = words
    highest = max(criterion.weight for criterion in policy.criteria)
    part_bars([
        Part(
            criterion.label_fr if words.language == "fr" else criterion.label_en, points(criterion.weight, words),
            thousandths(criterion.weight, highest),
        )
        for criterion in policy.criteria
    ])  # fmt: skip
    st.caption(_("Le plus haut score possible est {score}.", score=points(policy.maximum_score, words)))
    width = policy.ranking.score_bin
    if width is not None:
        said = {
            "lottery": _("Les scores comptent par tranches ({n} de large) : dans une tranche, le tirage décide.", n=points(width, words)),
            "use": _("Les scores comptent par tranches ({n} de large) : dans une tranche, le meilleur usage du stock décide.",
                     n=points(width, words)),
        }  # fmt: skip
        bullets([said[policy.ranking.within_bin]])


def show_caps(policy: Policy, words: Words) -> None:
    """Say the caps and whether device and data go together."""
    _ = words
    caps = policy.caps
    together = {
        "together": _("L'appareil et sa connexion partent ensemble, ou attendent ensemble."),
        "separate": _("L'appareil et la connexion sont deux demandes distinctes."),
    }
    pupils, most, recharges = caps.pupils_per_device, caps.devices_at_most, caps.bundles_per_household
    bullets([
        _.plural(
            "Un appareil par élève, {most} au plus.", "Un appareil pour {n} élèves, {most} au plus.", pupils, n=pupils, most=most
        ),
        _.plural("{n} recharge de données par foyer.", "{n} recharges de données par foyer.", recharges, n=recharges),
        together[policy.kits.mode],
        *([_("Entre kits, l'ordre est strict palier par palier seulement : dans un palier, on sert le plus de demandes, au meilleur usage du stock.")]
          if policy.kits.strict == "tier" else []),
        *([_("L'appareil et la connexion d'un kit viennent du même site : chaque plan dit à combien il est du meilleur possible.")]
          if policy.kits.same_site else []),
    ])  # fmt: skip


def show_ladder(policy: Policy, words: Words) -> None:
    """Show the catalogue and what answers each need, nearest first."""
    _ = words
    labels = {item.code: item_label(item, words) for item in policy.items}
    needs = [
        {"need": words(NEEDS[need.code]), "accepts": ladder_words(need.accepts, labels, words)} for need in policy.needs
    ]
    bundles = [
        {"need": _("Connexion : {situations}", situations=listed_codes(codes_of("connection_situation", bundle.situations), words)),
         "accepts": ladder_words(bundle.accepts, labels, words)}
        for bundle in policy.bundles
    ]  # fmt: skip
    short_table(
        [*needs, *bundles],
        (Column("need", _("Demandé")), Column("accepts", _("Donné, du plus proche au plus lointain"))),
        _,
        key="echelle",
    )
    bullets([
        _.plural("{item} : {volume}, valable {n} jour.", "{item} : {volume}, valable {n} jours.", item.validity_days,
                 item=labels[item.code], n=number(item.validity_days, words.language),
                 volume=gigabytes(item.volume_gb, words.language))
        for item in policy.items if item.volume_gb and item.validity_days
    ])  # fmt: skip


def ladder_words(accepts: Iterable[Acceptable], labels: dict[str, str], words: Words) -> str:
    """Say what answers a need, with the lowest grade that is given."""
    _ = words
    steps = sorted(accepts, key=lambda step: (step.penalty, step.item))
    return ", ".join(
        labels[step.item] + (_(" (état {grade} ou mieux)", grade=step.min_grade) if step.min_grade else "")
        for step in steps
    )


def show_reach(policy: Policy, words: Words) -> None:
    """Say how far a site may serve."""
    _ = words
    reach, days = policy.reach, policy.hand_out_days
    lines = [_("Retrait sur place : jusqu'à {km} du foyer.", km=kilometres(reach.pick_up_km, words.language))]
    if reach.delivery:
        lines.append(_("Livraison à la structure : jusqu'à {km}.", km=kilometres(reach.delivery_km, words.language)))
    if reach.remote_data:
        lines.append(_("Les recharges de données se créditent à distance, partout."))
    if days:
        lines.append(
            _.plural("Un site remet au plus ce qu'il peut en {n} jour.", "Un site remet au plus ce qu'il peut en {n} jours.",
                     days, n=number(days, words.language))
        )  # fmt: skip
    if policy.transfers is not None:
        lead = policy.transfers.lead_time_days
        lines.append(_.plural(
            "Le stock d'un site peut être transféré à un autre, à {km} au plus, en {n} jour, et la famille l'y retire.",
            "Le stock d'un site peut être transféré à un autre, à {km} au plus, en {n} jours, et la famille l'y retire.",
            lead, km=kilometres(policy.transfers.max_km, words.language), n=number(lead, words.language),
        ))  # fmt: skip
    if policy.horizon_on:
        lines.append(_("Le stock compte s'il est là le {day}.", day=day(policy.horizon_on, words.language)))
    bullets(lines)


def show_lottery(policy: Policy, words: Words) -> None:
    """Publish the seed of the draw."""
    _ = words
    bullets([_("Entre deux foyers de même palier et de même score, un tirage décide. Sa graine est publiée :")])
    st.code(policy.lottery_seed, language=None)
