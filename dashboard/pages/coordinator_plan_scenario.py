"""« Et si… ? »: what a scenario supposes, typed or read from the link, and its computation; nothing else changes.

A scenario is compared, never locked: the pipelines refuse it, this page does not offer it.
"""

from typing import Any

import streamlit as st

from campaigns.access import Scope, can
from campaigns.model.codes import Grade, Side
from campaigns.model.outcome import Refusal
from campaigns.model.policy import Policy
from dashboard.desk import Desk
from dashboard.parts.drop import file_drop
from dashboard.parts.notices import show_read_only
from dashboard.parts.plan_life import KEY
from dashboard.parts.refusal import show_refusal
from dashboard.parts.working import Work, is_working, start_work
from dashboard.style import draw, fragment
from dashboard.supposition import Supposition, Units, read, supposed_by, written
from dashboard.wording.coordination import item_names
from dashboard.wording.labels import label
from dashboard.wording.numbers import number
from dashboard.wording.plans import supposition_words
from pipelines.campaigns_desk import policy_versions
from pipelines.partners import list_sites
from pipelines.planning.propose import propose_plan
from pipelines.planning.scenarios import assumptions_of

LINK, WRITTEN, OF_PLAN, ROWS = "suppose", "_suppose_written", "_suppose_plan", "_suppose_rows"
# What the choice of rules may be besides a version: in force, those that the scenario on the page brought, a file.
IN_FORCE, OWN, FILE = "0", "own", "file"
Board = dict[str, Any]


def show_scenario(desk: Desk, board: Board) -> None:
    """Show what may be supposed, and compute it."""
    _ = desk.words
    st.subheader(_("Et si… ?"))
    if not can(desk.actor, "plan.propose", Scope()):
        show_read_only(_("La coordination calcule les scénarios. Vous pouvez les lire et les comparer."), _)
        return
    sites, versions = (
        found if not isinstance(found, Refusal) else []
        for found in (list_sites(desk.office, desk.actor), policy_versions(desk.office, desk.actor, desk.campaign_id))
    )
    policy = board["policy"]
    if policy is None or not sites:
        show_read_only(_("Il faut des sites et des règles pour essayer un scénario."), _)
        return
    said = _(
        "Un scénario calcule un brouillon à part : le stock, les règles et les plans restent tels quels. "
        "L'adresse de cette page garde ce que vous supposez : copiez-la pour la partager."
    )
    draw(fragment("<p class='cu-note'>{said}</p>", said=said))
    fill_in(desk, board)
    stock = [
        row for place in range(st.session_state[ROWS]) if (row := stock_row(desk, policy, sites, place)) is not None
    ]
    st.button(_("Ajouter un autre article"), icon=":material/add:", key="suppose_more", on_click=one_row_more)
    numbers = number_fields(desk, policy)
    chosen, text = policy_choice(desk, board, versions)
    version = int(chosen) if chosen.isdecimal() else 0
    supposed = Supposition(tuple(stock), policy_version=version, **numbers)
    keep_in_link(supposed)
    offer_computation(desk, board, supposed, text, {row["code"]: row["name"] for row in sites})


def named(desk: Desk, name: str) -> str:
    """Return the key of a field; a field of its own in each language, because Streamlit finds a choice by its words."""
    return f"_suppose_{name}_{desk.language}"


def fill_in(desk: Desk, board: Board) -> None:
    """Give the fields what the link supposes, else what the scenario on the page supposed; once, then they are the reader's."""
    asked, plan_id = st.query_params.get(LINK), board["plan"]["plan_id"]
    is_drawn = named(desk, "name") in st.session_state
    if is_drawn and asked == st.session_state.get(WRITTEN) and (asked or st.session_state.get(OF_PLAN) == plan_id):
        return
    scenario = board["scenario"]
    supposed = read(asked) if asked else supposed_by(scenario["assumptions"]) if scenario else Supposition()
    st.session_state[WRITTEN], st.session_state[OF_PLAN] = asked, plan_id
    st.session_state[ROWS] = max(1, len(supposed.stock))
    for place, row in enumerate(supposed.stock):
        fields = {"site": row.site_code, "item": row.item, "grade": row.grade or Grade.A.value, "units": row.units}
        for field, value in fields.items():
            st.session_state[named(desk, f"{field}_{place}")] = value
    for field in ("pick_up_km", "delivery_km", "floor_share_pct"):
        st.session_state[named(desk, field)] = getattr(supposed, field)
    own = bool(scenario and not asked and scenario["assumptions"].get("policy_toml"))
    st.session_state[named(desk, "policy")] = OWN if own else str(supposed.policy_version)
    st.session_state[named(desk, "name")] = ""


def one_row_more() -> None:
    """Make room for another article."""
    st.session_state[ROWS] += 1


def stock_row(desk: Desk, policy: Policy, sites: list[dict[str, Any]], place: int) -> Units | None:
    """Show one line of units more; None while it says none."""
    _ = desk.words
    codes, items = [row["code"] for row in sites], {item.code: item for item in policy.items}
    names, said = {row["code"]: row["name"] for row in sites}, item_names(policy, _)
    for field, known in (("site", codes), ("item", list(items)), ("grade", [grade.value for grade in Grade])):
        key = named(desk, f"{field}_{place}")
        if st.session_state.get(key) not in known:
            st.session_state[key] = Grade.A.value if field == "grade" else known[0]
    units, item, grade, site = st.columns([2, 3, 3, 5], vertical_alignment="bottom")
    with units:
        count = st.number_input(
            _("Unités de plus"), min_value=0, max_value=1_000_000, step=1, key=named(desk, f"units_{place}")
        )
    with item:
        chosen = st.selectbox(
            _("Article"), list(items), format_func=lambda code: said[code], key=named(desk, f"item_{place}")
        )
    with grade:
        is_device = items[chosen].side is Side.DEVICE
        state = st.selectbox(_("État"), [grade.value for grade in Grade if grade is not Grade.INVENDABLE], format_func=lambda code: label(Grade(code), _),
                             key=named(desk, f"grade_{place}"), disabled=not is_device)  # fmt: skip
    with site:
        where = st.selectbox(_("Site"), codes, format_func=lambda code: names[code], key=named(desk, f"site_{place}"))
    return Units(where, chosen, int(count), state if is_device else "") if count else None


def number_fields(desk: Desk, policy: Policy) -> dict[str, Any]:
    """Show the distances and the floor; empty: as the rules say."""
    _ = desk.words
    reach, floors = policy.reach, policy.floors
    as_now = _("règles : {km} km", km=number(reach.pick_up_km, desk.language))
    share = ", ".join(f"{floor.share_pct} %" for floor in floors) or _("aucun")
    pick_up, delivery, floor = st.columns(3, vertical_alignment="bottom")
    with pick_up:
        near = st.number_input(_("Retrait sur place, jusqu'à (km)"), min_value=0.0, max_value=1_000.0, step=5.0, value=None,
                               format="%g", placeholder=as_now, key=named(desk, "pick_up_km"))  # fmt: skip
    with delivery:
        far = st.number_input(_("Livraison, jusqu'à (km)"), min_value=0.0, max_value=20_000.0, step=10.0, value=None, format="%g",
                              placeholder=_("règles : {km} km", km=number(reach.delivery_km, desk.language)), key=named(desk, "delivery_km"))  # fmt: skip
    with floor:
        least = st.number_input(_("Plancher par département (%)"), min_value=0, max_value=100, step=5, value=None,
                                placeholder=_("règles : {share}", share=share), key=named(desk, "floor_share_pct"))  # fmt: skip
    return {"pick_up_km": near, "delivery_km": far, "floor_share_pct": least}


def policy_choice(desk: Desk, board: Board, versions: list[dict[str, Any]]) -> tuple[str, str | None]:
    """Let the reader choose the rules; return the choice and, where they are not those in force, their text."""
    _ = desk.words
    options = {IN_FORCE: _("Les règles en vigueur")}
    scenario = board["scenario"]
    own = scenario["assumptions"].get("policy_toml") if scenario else None
    if own:
        options[OWN] = _("Les règles de ce scénario")
    # The newest version is the one in force.
    texts = {str(row["policy_version"]): row["policy_toml"] for row in versions[1:]}
    options |= {code: _("La version {n} des règles", n=code) for code in texts}
    options[FILE] = _("Un texte à déposer (gardé par le scénario, pas par l'adresse)")
    key = named(desk, "policy")
    if st.session_state.get(key) not in options:
        st.session_state[key] = IN_FORCE
    chosen = st.selectbox(_("Règles supposées"), list(options), format_func=lambda code: options[code], key=key)
    if chosen == FILE:
        file = file_drop(_("Règles à essayer"), _, key="suppose_file", kinds=("toml",))
        return chosen, None if file is None else file.getvalue().decode("utf-8-sig", errors="replace")
    return chosen, own if chosen == OWN else texts.get(chosen)


def keep_in_link(supposed: Supposition) -> None:
    """Write what is supposed into the link."""
    text = written(supposed)
    if text:
        st.query_params[LINK] = text
    elif LINK in st.query_params:
        del st.query_params[LINK]
    st.session_state[WRITTEN] = text or None


def offer_computation(desk: Desk, board: Board, supposed: Supposition, text: str | None, sites: dict[str, str]) -> None:
    """Say in one line what is supposed, and offer to compute it."""
    _ = desk.words
    said = supposition_words(supposed, item_names(board["policy"], _), sites, own_rules=text is not None, words=_)
    name = st.text_input(_("Nom du scénario"), placeholder=said or _("Il reçoit celui de ce qu'il suppose"), key=named(desk, "name"),
                         max_chars=120)  # fmt: skip
    nothing = supposed.is_empty and text is None
    caption = _("Rien n'est encore supposé : changez une valeur.") if nothing else _("Supposé : {said}.", said=said)
    st.caption(caption)
    if st.button(_("Calculer ce scénario"), type="primary", icon=":material/calculate:", disabled=nothing or is_working(KEY),
                 key="compute_scenario"):  # fmt: skip
        compute(desk, board, supposed, text, name.strip() or said)


def compute(desk: Desk, board: Board, supposed: Supposition, text: str | None, name: str) -> None:
    """Compute the scenario beside the page; once done the page compares it with the plan that was open."""
    _ = desk.words
    assumptions = assumptions_of(supposed.values(text))
    if isinstance(assumptions, Refusal):
        show_refusal(assumptions, _)
        return
    base = base_plan(board)
    start_work(KEY, Work(
        lambda watch: propose_plan(desk.office, desk.actor, desk.campaign_id, name, assumptions, watch),
        lambda made: _("Scénario « {name} » calculé : demandes servies : {served}, en attente : {unserved}. Rien n'a changé ailleurs.",
                       name=name, **{key: number(made[key], desk.language) for key in ("served", "unserved")}),
        # The scenario keeps what it supposes: its own address is enough from now on.
        lambda made: {"plan": made["plan_id"], "onglet": "comparer", "avec": base, LINK: ""},
    ))  # fmt: skip


def base_plan(board: Board) -> str:
    """Return the plan with which a scenario is compared: the one on the page, or the newest that supposes nothing."""
    shown = str(board["plan"]["plan_id"])
    real = [str(row["plan_id"]) for row in board["plans"] if row["plan_id"] not in board["scenarios"]]
    return shown if shown in real or not real else real[0]


def try_button(desk: Desk, supposed: Supposition, said: str, *, key: str) -> None:
    """Offer to try something as a scenario: the drawer opens on it, nothing is computed yet."""
    _ = desk.words
    if can(desk.actor, "plan.propose", Scope()):
        st.button(_("Essayer en scénario : {said}", said=said), icon=":material/science:", key=key, on_click=open_drawer,
                  args=(written(supposed),))  # fmt: skip


def open_drawer(text: str) -> None:
    """Lead to the drawer, filled in."""
    st.query_params["onglet"] = "scenario"
    st.query_params[LINK] = text
