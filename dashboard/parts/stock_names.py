"""Names of what lies in the stock, and the choices of cells and sites that its forms share."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from campaigns.model.codes import Grade, PartnerKind
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.wording.coordination import item_names
from dashboard.wording.labels import label
from dashboard.wording.numbers import day, number
from dashboard.wording.places import department_names
from pipelines.campaigns_desk import campaign_policy
from pipelines.planning.inputs import EXCEPTION


def names_of(desk: Desk) -> dict[str, str]:
    """Return the label of each item of the policy in force."""
    policy = campaign_policy(desk.office, desk.actor, desk.campaign_id)
    if isinstance(policy, Refusal):
        return item_names(None, desk.words)
    extras = {extra.code: extra.label_fr if desk.language == "fr" else extra.label_en for extra in policy.accessories}
    return item_names(policy, desk.words) | extras


def cell_words(desk: Desk, cell: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Say what a cell holds: item, grade, lot, donor, earmark, day."""
    _ = desk.words
    parts = [names.get(cell["item"], cell["item"])]
    parts += [label(Grade(cell["grade"]), _)] if cell["grade"] else []
    parts += [_("lot {code}", code=cell["lot_code"])] if cell["lot_code"] else []
    parts += [cell["donor"]] if cell["donor"] else []
    parts += [_("fléché : {whom}", whom=earmark_words(desk, cell["earmark"]))] if cell["earmark"] else []
    return f"{' · '.join(parts)} ({day(cell['available_on'], desk.language)})"


def earmark_words(desk: Desk, earmark: str) -> str:
    """Say for whom units are kept: a department, a kind of structure, or families in danger."""
    _ = desk.words
    scope, _colon, code = earmark.partition(":")
    if scope == "department":
        return department_names(desk.office, _).get(code, code)
    if scope == "kind" and code in set(PartnerKind):
        return label(PartnerKind(code), _)
    return _("attributions exceptionnelles") if earmark == EXCEPTION else earmark


def chosen_cell(
    desk: Desk, cells: Sequence[Mapping[str, Any]], names: Mapping[str, str], key: str
) -> Mapping[str, Any]:
    """Let the reader choose a cell with free units, named by its site first."""
    _ = desk.words
    words = [
        _("{site} : {what}, libres : {n}", site=cell["site_name"], what=cell_words(desk, cell, names),
          n=number(cell["on_hand"] - cell["reserved"], desk.language))
        for cell in cells
    ]  # fmt: skip
    place = st.selectbox(_("Quelles unités ?"), range(len(cells)), format_func=lambda n: words[n], key=key)
    return cells[place or 0]
