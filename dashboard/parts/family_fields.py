"""The fields of one family on a form: one widget a field, its remarks under it, words to choose from the live vocabularies.

What is typed stays in the visitor's own session. Nothing is judged here.
"""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from campaigns.model.codes import ConnectionSituation, DeviceSituation, HousingKind, PartnerKind
from campaigns.model.outcome import Sentence
from campaigns.model.row import COUNT_FIELDS, MOST_CHILDREN, MOST_ITEMS, MOST_PEOPLE, NEED_FIELDS
from dashboard.desk import Desk
from dashboard.style import draw, fragment
from dashboard.wording.field_labels import FIELDS
from dashboard.wording.labels import label
from dashboard.wording.translation import Words
from dashboard.wording.translation import mark as _
from pipelines.intake.asked_fields import AskedField
from pipelines.intake.one_family import COMMUNE_CODE, communes_of_postcode

MOST = {"household_size": MOST_PEOPLE, "children_count": MOST_CHILDREN, "students_count": MOST_CHILDREN}
# Few answers: all in sight, one tap.
IN_SIGHT = ("exam_year", "information_given", "urgency", "help_wanted")
DATES = ("guardian_birth_date", "child_birth_date")
STUDENT = {
    "guardian_last_name": _("Nom de l'étudiant"),
    "guardian_first_name": _("Prénom de l'étudiant"),
    "guardian_birth_date": _("Naissance de l'étudiant"),
}
ANSWERS = {
    "exam_year": {"oui": _("Oui"), "non": _("Non")},
    "information_given": {"oui": _("Oui"), "non": _("Pas encore")},
    "help_wanted": {"oui": _("Oui"), "non": _("Non")},
    "urgency": {"urgent": _("Urgent"), "normal": _("Peut attendre")},
}
REMARK = "<p class='cu-on-{tone}' role='alert' style='margin:-.5rem 0 .25rem 0;font-size:.875rem;color:var(--tone)'>▲ {said}</p>"
Remarks = Mapping[str, Sequence[Sentence]]


def typed_answers(desk: Desk, fields: Sequence[AskedField], turn: int) -> dict[str, str]:
    """Return what the visitor typed or chose so far: field -> text for the reading, blank ones absent."""
    found = {field.name: typed(field, st.session_state.get(key_of(field.name, turn))) for field in fields}
    communes = communes_of_postcode(desk.office, found.get("postcode", ""))
    chosen = st.session_state.get(commune_key(found.get("postcode", ""), turn))
    code = next(iter(communes)) if len(communes) == 1 else chosen
    if code in communes:
        found["commune"], found[COMMUNE_CODE] = communes[code], code
    elif communes:
        # The line typed before the postcode is not in sight any more.
        found["commune"] = ""
    return {name: text for name, text in found.items() if text}


def typed(field: AskedField, value: object) -> str:
    """Return the text of one widget's value."""
    if value is None:
        return ""
    return field.choices.get(str(value), str(value)) if field.choices else str(value).strip()


def key_of(name: str, turn: int) -> str:
    """Return the key of a field's widget; a new turn empties the form."""
    return f"family_{turn}_{name}"


def ask(desk: Desk, field: AskedField, partner_kind: str, turn: int, remarks: Remarks) -> None:
    """Show one field and what was remarked on it."""
    key, title = key_of(field.name, turn), field_title(field.name, partner_kind, desk.words)
    if field.name == "commune":
        ask_commune(desk, title, turn)
    else:
        asker(field)(field, title, key, desk.words)
    show_remarks(remarks.get(field.name, ()), desk.words)


def show_remarks(remarks: Sequence[Sentence], words: Words) -> None:
    """Show sentences under the field that they speak of."""
    for sentence in remarks:
        draw(fragment(REMARK, tone="gap", said=words.of(sentence)))


def asker(field: AskedField) -> Callable[[AskedField, str, str, Words], None]:
    """Return how a field is asked."""
    if field.name in IN_SIGHT:
        return ask_in_sight
    if field.choices:
        return ask_in_list
    return ask_count if field.name in COUNT_FIELDS else ask_text


def ask_in_sight(field: AskedField, title: str, key: str, words: Words) -> None:
    """Show few answers side by side."""
    st.segmented_control(
        title, list(field.choices), format_func=lambda code: answer_label(field.name, code, words), key=key
    )


def ask_in_list(field: AskedField, title: str, key: str, words: Words) -> None:
    """Show a list to choose from, at first empty."""
    _ = words
    st.selectbox(
        title, list(field.choices), index=None, placeholder=_("Choisir"), key=key,
        format_func=lambda code: answer_label(field.name, code, words),
    )  # fmt: skip


def ask_count(field: AskedField, title: str, key: str, words: Words) -> None:
    """Show a number with its two buttons."""
    st.number_input(title, 0, MOST.get(field.name, MOST_ITEMS), None, 1, key=key, placeholder="0")


def ask_text(field: AskedField, title: str, key: str, words: Words) -> None:
    """Show a line, or several for a remark."""
    _ = words
    if field.name == "note":
        st.text_area(title, key=key, placeholder=_("Jamais la santé, la religion ni la nationalité."))
        return
    st.text_input(title, key=key, placeholder=_("JJ/MM/AAAA") if field.name in DATES else None)


def ask_commune(desk: Desk, title: str, turn: int) -> None:
    """Show the communes of the postcode to choose from, or a line while the postcode says none."""
    _ = desk.words
    postcode = str(st.session_state.get(key_of("postcode", turn)) or "").strip()
    communes = communes_of_postcode(desk.office, postcode)
    if not communes:
        st.text_input(title, key=key_of("commune", turn), placeholder=_("Écrivez d'abord le code postal"))
        return
    st.selectbox(
        title, list(communes), index=0 if len(communes) == 1 else None, format_func=lambda code: communes[code],
        placeholder=_("Choisir"), key=commune_key(postcode, turn),
    )  # fmt: skip


def commune_key(postcode: str, turn: int) -> str:
    """Return the key of the list of communes: another postcode is another list."""
    return f"{key_of(COMMUNE_CODE, turn)}_{postcode}"


def field_title(name: str, partner_kind: str, words: Words) -> str:
    """Return the label of a field, in the words of this kind of structure."""
    titles = STUDENT if partner_kind == PartnerKind.STUDENT_SERVICE else {}
    return words(titles.get(name, FIELDS[name]))


def answer_label(name: str, code: str, words: Words) -> str:
    """Return the label of one answer of a field, in the reader's language."""
    _ = words
    if name in ANSWERS:
        return _(ANSWERS[name][code])
    if name == "housing_kind":
        return label(HousingKind(code), words)
    if name == "device_situation":
        return label(DeviceSituation(code), words)
    if name == "connection_situation":
        return label(ConnectionSituation(code), words)
    return _("Échelon {step}", step=code.replace("bis", " bis")) if name == "scholarship_level" else code


def is_need(field: AskedField) -> bool:
    """Tell whether a field says what is needed."""
    return field.name in NEED_FIELDS
