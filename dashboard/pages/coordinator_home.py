"""What must be done now, in order of families concerned; and, one tap away, the invariants and a new campaign.

Nothing is counted here: the work waiting and the checks come from the pipelines.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import Role
from campaigns.model.outcome import Refusal
from dashboard.desk import Desk
from dashboard.pages import coordinator_campaign, coordinator_journal
from dashboard.parts.empty import EmptyState, show_empty
from dashboard.parts.go_buttons import go_button
from dashboard.parts.header import page_header
from dashboard.parts.notices import show_done
from dashboard.parts.page_links import may_open
from dashboard.parts.rechecked import show_rechecked
from dashboard.parts.refusal import show_refusal
from dashboard.parts.told import show_told
from dashboard.parts.views_of_page import linked_view
from dashboard.style import draw, fragment
from dashboard.wording.coordination import CHECKS
from dashboard.wording.numbers import number
from dashboard.wording.translation import Words
from pipelines.reporting.view_work import work_to_do
from pipelines.verify import verify_campaign

# Where each kind of work is done.
PLACES = {
    "review": "listes", "link": "foyers", "questions": "doublons", "propose": "plan", "recompute": "plan", "lock": "plan", "approve": "plan",
    "adopt": "plan", "release": "livraisons", "hand_over": "livraisons",
}  # fmt: skip
TASK = (
    "<div class='cu-figure cu-on-{tone}' style='display:flex;gap:1.25rem;align-items:center'>"
    "<span style='min-width:6rem;text-align:right'><b>{families}</b><small>{unit}</small></span><span>{said}</span></div>"
)
TONES = {"review": "need", "questions": "need", "recompute": "need", "hand_over": "waiting"}


def page(desk: Desk) -> None:
    """Show the work waiting, or another view of the home page."""
    _ = desk.words
    shown = offered_views(desk)
    if not desk.campaign_id:
        coordinator_campaign.page(desk)
        return
    view = linked_view("accueil", shown, _("Ce que montre l'accueil")) if len(shown) > 1 else "travail"
    {"travail": show_work, "controle": show_checks, "journal": coordinator_journal.page,
     "campagne": coordinator_campaign.page}[view](desk)  # fmt: skip


def offered_views(desk: Desk) -> dict[str, str]:
    """Return the views that the reader has a right to."""
    _ = desk.words
    rights = (
        ("travail", _("À faire"), "campaign.read"),
        ("controle", _("Contrôles"), "verify"),
        ("journal", _("Journal"), "journal.read"),
        ("campagne", _("Nouvelle campagne"), "campaign.create"),
    )
    offered = {view: label for view, label, action in rights if can(desk.actor, action, Scope())}
    if may_open(desk, "journal"):
        offered.pop("journal", None)
    return offered


def show_work(desk: Desk) -> None:
    """List what waits, most families first, each with the way to it."""
    _ = desk.words
    tasks = work_to_do(desk.office, desk.actor, desk.campaign_id)
    if isinstance(tasks, Refusal):
        show_refusal(tasks, _)
        return
    page_header(_("Que faut-il faire maintenant ?"), work_sentence(tasks, _))
    show_told(desk, "home")
    for place, task in enumerate(tasks):
        left, right = st.columns([4, 2], vertical_alignment="center")
        with left:
            draw(fragment(TASK, tone=TONES.get(task["kind"], "action"), families=number(task["families"], desk.language),
                          said=task_sentence(task, _), unit=families_unit(task, _)))  # fmt: skip
        with right:
            go_button(desk, PLACES[task["kind"]], task_verb(task["kind"], _), key=f"go_{task['kind']}", primary=place == 0,
                      **destination(task))  # fmt: skip
    # Last: what is still looked for moves nothing above it once it is found.
    if not show_rechecked(desk) and not tasks:
        show_nothing_waits(desk)


def destination(task: dict[str, Any]) -> dict[str, str]:
    """Return what the link opens beyond its page."""
    return {"plan": task["plan_id"]} if task["plan_id"] else {}


def work_sentence(tasks: list[dict[str, Any]], words: Words) -> str:
    """Say how many things wait."""
    _ = words
    if not tasks:
        return _("Rien n'attend de décision.")
    count = len(tasks)
    return _.plural("{n} chose à faire.", "{n} choses à faire, la plus pressée d'abord.", count, n=count)


def families_unit(task: dict[str, Any], words: Words) -> str:
    """Say what the big number of a thing to do counts."""
    _ = words
    count = task["families"]
    units: dict[str, Callable[[], str]] = {
        "review": lambda: _.plural("famille à relire", "familles à relire", count),
        "link": lambda: _.plural("demande à rattacher", "demandes à rattacher", count),
        "questions": lambda: _.plural("foyer en question", "foyers en question", count),
        "propose": lambda: _.plural("foyer reconnu", "foyers reconnus", count),
        "release": lambda: _.plural("famille servie", "familles servies", count),
        "hand_over": lambda: _.plural("famille servie", "familles servies", count),
    }
    # Of a plan, those that ask under it: it never serves more.
    return units.get(task["kind"], lambda: _.plural("famille en attente", "familles en attente", count))()


def task_sentence(task: dict[str, Any], words: Words) -> str:
    """Say one thing to do."""
    _ = words
    count = task["count"]
    n = number(count, words.language)
    said: dict[str, Callable[[], str]] = {
        "review": lambda: _.plural("{n} liste attend une relecture.", "{n} listes attendent une relecture.", count, n=n),
        "link": lambda: _.plural(
            "{n} demande n'est rattachée à aucun foyer.", "{n} demandes ne sont rattachées à aucun foyer.", count, n=n
        ),
        "questions": lambda: questions_sentence(task, _),
        "propose": lambda: _("Aucun plan n'a encore été calculé pour ces foyers."),
        "recompute": lambda: _.plural(
            "Le plan qui servait {n} demande ne peut plus être mis en vigueur.",
            "Le plan qui servait {n} demandes ne peut plus être mis en vigueur.", count, n=n,
        ),
        "lock": lambda: _.plural(
            "Le brouillon sert {n} demande ; il attend d'être verrouillé.",
            "Le brouillon sert {n} demandes ; il attend d'être verrouillé.", count, n=n,
        ),
        "approve": lambda: _.plural(
            "Le plan verrouillé sert {n} demande ; il attend une autre personne.",
            "Le plan verrouillé sert {n} demandes ; il attend une autre personne.", count, n=n,
        ),
        "adopt": lambda: _.plural(
            "Le plan approuvé sert {n} demande ; rien n'est réservé avant son adoption.",
            "Le plan approuvé sert {n} demandes ; rien n'est réservé avant son adoption.", count, n=n,
        ),
        "release": lambda: _.plural(
            "{n} unité attribuée attend d'être libérée.", "{n} unités attribuées attendent d'être libérées.",
            count, n=n,
        ),
        "hand_over": lambda: _.plural(
            "{n} unité est partie sans que sa remise soit confirmée.",
            "{n} unités sont parties sans que leur remise soit confirmée.", count, n=n,
        ),
    }  # fmt: skip
    return said[task["kind"]]()


def questions_sentence(task: dict[str, Any], words: Words) -> str:
    """Say how many doubts wait, and how many hold up a grant."""
    _ = words
    n, staked = (number(count, words.language) for count in (task["count"], task["at_stake"]))
    said = _.plural(
        "{n} question : est-ce la même famille ?", "{n} questions : est-ce la même famille ?", task["count"], n=n
    )
    staked_words = _("Une attribution est en jeu dans {n}.", n=staked)
    return f"{said} {staked_words}" if task["at_stake"] else said


def task_verb(kind: str, words: Words) -> str:
    """Return the verb of the link to a piece of work."""
    _ = words
    return {
        "review": _("Relire les listes"), "link": _("Reconnaître les foyers"), "questions": _("Répondre aux questions"),
        "propose": _("Proposer un plan"), "recompute": _("Voir ce qui a changé"), "lock": _("Lire le brouillon"), "approve": _("Lire et approuver"),
        "adopt": _("Lire et adopter"), "release": _("Libérer les unités"), "hand_over": _("Suivre les remises"),
    }[kind]  # fmt: skip


def show_nothing_waits(desk: Desk) -> None:
    """Say where the reader's work comes from, and the page where it is done."""
    _ = desk.words
    purpose, address, verb = where_work_comes_from(desk.actor.role, _)
    may_send = can(desk.actor, "list.submit", Scope())
    step = _("Vous pouvez aussi déposer une liste au nom d'une structure.") if may_send else ""
    show_empty(EmptyState(title=_("Rien n'attend"), purpose=purpose, next_step=step), key="home_empty")
    go_button(desk, address, verb, key="go_lists")


def where_work_comes_from(role: Role, words: Words) -> tuple[str, str, str]:
    """Return what brings work to a role, the address of its page, and the verb that opens it."""
    _ = words
    return {
        Role.APPROVER: (
            _("Le travail commence quand la coordination verrouille un plan : il apparaît ici."),
            "plan", _("Ouvrir le plan"),
        ),
        Role.LOGISTICS: (
            _("Le travail commence quand un plan est adopté, ou quand du stock arrive."), "stock", _("Voir le stock"),
        ),
        Role.DPO: (
            _("Le travail commence quand une famille demande ce qui est gardé d'elle."), "droits", _("Chercher une famille"),
        ),
        Role.ADMIN: (
            _("Le travail commence quand quelqu'un arrive, change de rôle ou s'en va."), "personnes", _("Voir les personnes"),
        ),
    }.get(role, (
        _("Le travail commence quand une structure envoie une liste : elle apparaît ici."),
        "listes", _("Ouvrir les listes reçues"),
    ))  # fmt: skip


def show_checks(desk: Desk) -> None:
    """Check every invariant when asked, and keep the answer in view."""
    _ = desk.words
    page_header(
        _("La campagne est-elle saine ?"),
        _("Cinq contrôles relisent tout ce qui est enregistré, sans se fier à aucun compteur."),
        note=_("Aucun contrôle ne modifie quoi que ce soit."),
    )
    place = f"checked_{desk.campaign_id}"
    if st.button(_("Lancer les contrôles"), type="primary", icon=":material/fact_check:", key="run_checks"):
        with st.spinner(_("Relecture du stock, du journal, des listes et des plans…")):
            st.session_state[place] = verify_campaign(desk.office, desk.actor, desk.campaign_id)
    answer = st.session_state.get(place)
    if isinstance(answer, Refusal):
        show_refusal(answer, _)
    elif answer is not None:
        show_answers(answer, _)


def show_answers(answer: dict[str, Any], words: Words) -> None:
    """Say what each check found."""
    _ = words
    if answer["holds"]:
        show_done(_("Tout est en ordre : tous les contrôles tiennent."), _)
    lines = [
        {_("Contrôle"): words(CHECKS[name]), _("Résultat"): f"● {_('tient')}" if check["holds"] else f"■ {_('ne tient pas')}",
         _("Écarts"): number(len(check["faults"]), words.language)}
        for name, check in answer["checks"].items()
    ]  # fmt: skip
    st.dataframe(lines, hide_index=True, width="stretch")
    for name, check in answer["checks"].items():
        if check["faults"]:
            st.text(words(CHECKS[name]))
            st.dataframe([{_("Écart"): fault} for fault in check["faults"]], hide_index=True, width="stretch")
