"""The families of a structure: state, next action, date. Their names stay in the cells of the table."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from campaigns.model.outcome import CannotGoOn, Refusal
from dashboard.desk import Desk
from dashboard.link import linked_choice
from dashboard.parts.anonymous import show_anonymous_notice
from dashboard.parts.header import page_header
from dashboard.parts.refusal import show_refusal
from dashboard.parts.table import Ask, Column, Slice, paged_table
from dashboard.wording import counted
from dashboard.wording.numbers import number
from dashboard.wording.partner_words import step_action, step_text, step_word
from dashboard.wording.translation import Words
from pipelines.campaigns_desk import campaign_policy
from pipelines.family_steps import FamilyStep
from pipelines.reporting.view_partner import FamilyAnswer, FamilyQuestion, partner_families

EVERY_STEP = "."
NEEDS = ("need_laptop", "need_tablet", "need_smartphone", "need_phone", "need_connection")


def show_families(desk: Desk) -> None:
    """Show the families, filtered by state and by name."""
    _ = desk.words
    whole = families(desk, FamilyQuestion(0, 0))
    if isinstance(whole, Refusal):
        show_refusal(whole, _)
        return
    page_header(_("Où en sont mes demandes ?"), families_sentence(whole, _))
    show_anonymous_notice(desk)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        step = linked_choice(_("État"), "etat", step_choices(whole, _))
    # Kept out of the link: what is searched is a family's name.
    search = right.text_input(_("Chercher une famille ou une référence"), key="families_q", icon=":material/search:")
    items = item_labels(desk)

    def fetch(ask: Ask) -> Slice:
        question = FamilyQuestion(
            ask.offset, ask.limit, "" if step == EVERY_STEP else step, search.strip(), ask.sort, ask.descending
        )
        found = families(desk, question)
        if isinstance(found, Refusal):
            raise CannotGoOn(found.code, found.sentence)
        return Slice([shown(row, items, _) for row in found.rows], found.total)

    paged_table(fetch, columns(_), _, key="familles", file_name="mes-demandes", searchable=False)


def families(desk: Desk, question: FamilyQuestion) -> FamilyAnswer | Refusal:
    """Ask for families of the structure."""
    return partner_families(desk.office, desk.actor, desk.campaign_id, desk.actor.partner_id or "", question)


def columns(words: Words) -> tuple[Column, ...]:
    """Return the columns of the table."""
    _ = words
    return (
        Column("reference", _("Votre référence")),
        Column("step", _("État")),
        Column("family", _("Famille")),
        Column("next_action", _("À faire"), sortable=False),
        Column("date", _("Depuis le"), "day"),
        Column("items", _("Matériel attribué"), sortable=False),
        Column("remark", _("À savoir"), sortable=False),
    )


def families_sentence(whole: FamilyAnswer, words: Words) -> str:
    """Say how many families there are, and how many have what was asked."""
    _ = words
    done = whole.steps[FamilyStep.HANDED_OVER]
    waiting = sum(whole.steps[step] for step in (FamilyStep.GRANTED, FamilyStep.RELEASED, FamilyStep.DELIVERED))
    return _(
        "{total}. Familles qui ont tout leur matériel : {done} ; qui attendent du matériel attribué : {waiting}.",
        total=counted.requests(whole.total, words), done=number(done, words.language), waiting=number(waiting, words.language),
    )  # fmt: skip


def step_choices(whole: FamilyAnswer, words: Words) -> dict[str, str]:
    """Return the states that some family is in, each with how many."""
    _ = words
    everything = _("Toutes ({n})", n=number(sum(whole.steps.values()), words.language))
    present = {step: count for step, count in whole.steps.items() if count}
    return {EVERY_STEP: everything} | {
        str(step): f"{step_word(step, words)} ({number(count, words.language)})" for step, count in present.items()
    }


def item_labels(desk: Desk) -> dict[str, str]:
    """Return the name of each item of the campaign's catalogue."""
    policy = campaign_policy(desk.office, desk.actor, desk.campaign_id)
    if isinstance(policy, Refusal):
        return {}
    return {item.code: item.label_fr if desk.language == "fr" else item.label_en for item in policy.items}


def shown(row: Mapping[str, Any], items: Mapping[str, str], words: Words) -> dict[str, Any]:
    """Return the cells of one family."""
    return {
        "reference": row["reference"],
        "family": row["family"] or anonymous(row, words),
        "step": step_text(row["step"], words),
        "next_action": step_action(row["step"], words),
        "date": row["date"],
        "items": ", ".join(items.get(item, item) for item in row["items"]),
        "remark": remark(row, words),
    }


def anonymous(row: Mapping[str, Any], words: Words) -> str:
    """Say how many families stand behind a request without names."""
    _ = words
    count = row["households_count"]
    said = _.plural("{n} famille, sans nom", "{n} familles, sans noms", count or 0, n=number(count, words.language))
    return said if count else ""


def remark(row: Mapping[str, Any], words: Words) -> str:
    """Say that a family is known elsewhere, without where."""
    _ = words
    if row["step"] is FamilyStep.SERVED_ELSEWHERE or not row["known_elsewhere"]:
        return ""
    return _("Déjà connue par une autre structure")
