"""Words of plans and scenarios: what is supposed, what a plan is called, how it changed meanwhile. No rule may be read from them."""

from collections.abc import Mapping, Sequence
from typing import Any

from campaigns.model.outcome import Refusal, Sentence
from dashboard.supposition import Supposition
from dashboard.wording.coordination import plan_names, who
from dashboard.wording.numbers import kilometres, moment, number
from dashboard.wording.translation import Words, translate
from dashboard.wording.translation import mark as _
from dashboard.wording.why_words import lowered

# What was done to a plan, in the order of its life.
DONE = {
    "locked": _("verrouillé"),
    "approved": _("approuvé"),
    "adopted": _("adopté"),
    "revoked": _("retiré"),
}


def supposition_words(
    supposed: Supposition, items: Mapping[str, str], sites: Mapping[str, str], *, own_rules: bool, words: Words
) -> str:
    """Say in one line what is supposed: « tablette : +50 (Créteil), plancher 60 % »."""
    _, language = words, words.language
    said = [
        _("{item} : +{n} ({site})", n=number(row.units, language), item=lowered(items.get(row.item, row.item)),
          site=sites.get(row.site_code, row.site_code))
        for row in supposed.stock
    ]  # fmt: skip
    if supposed.pick_up_km is not None:
        said.append(_("retrait jusqu'à {km}", km=kilometres(supposed.pick_up_km, language)))
    if supposed.delivery_km is not None:
        said.append(_("livraison jusqu'à {km}", km=kilometres(supposed.delivery_km, language)))
    if supposed.floor_share_pct is not None:
        share = number(supposed.floor_share_pct, language)
        said.append(
            _("plancher de {share} % par département", share=share) if supposed.floor_share_pct else _("aucun plancher")
        )
    if supposed.policy_version:
        said.append(_("règles de la version {n}", n=supposed.policy_version))
    elif own_rules:
        said.append(_("d'autres règles"))
    return ", ".join(said)


def names_of_plans(
    plans: Sequence[Mapping[str, Any]], scenarios: Mapping[str, Mapping[str, Any]], words: Words
) -> dict[str, str]:
    """Return what plans are called, by id: those that can be adopted first, then exceptional grants, then the scenarios by their name."""
    _ = words
    real = [row for row in plans if row["plan_id"] not in scenarios]
    named = plan_names(sorted(real, key=lambda row: bool(row.get("is_exceptional"))), words)
    supposing = {
        row["plan_id"]: _("Scénario « {name} », du {at}", name=scenarios[row["plan_id"]]["name"],
                          at=moment(row["proposed_at"], words.language))
        for row in plans if row["plan_id"] in scenarios
    }  # fmt: skip
    return named | supposing


def changed_meanwhile(plan: Mapping[str, Any]) -> Refusal:
    """Say that a plan changed since it was opened: by whom, when, and that nothing was done."""
    taken = [step for step in DONE if plan.get(f"{step}_at") is not None]
    step = taken[-1] if taken else ""
    return Refusal(
        "stale_version", Sentence(_changed(plan, step, translate("fr")), _changed(plan, step, translate("en")))
    )


def _changed(plan: Mapping[str, Any], step: str, words: Words) -> str:
    _ = words
    if not step:
        return _(
            "Ce plan a changé depuis que vous l'avez ouvert. Rien n'a été modifié. Ses étapes à jour sont ci-dessous."
        )
    return _(
        "Ce plan a changé depuis que vous l'avez ouvert ({done} par {name}, le {at}). Rien n'a été modifié. Ses étapes à jour sont ci-dessous.",
        done=words(DONE[step]), name=who(plan[f"{step}_by"], words), at=moment(plan[f"{step}_at"], words.language),
    )  # fmt: skip
