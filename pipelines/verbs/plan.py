"""Verbs of a plan's life, and the explanation of what it decided."""

from pathlib import Path

from campaigns.model.actor import Actor
from campaigns.model.codes import ExceptionReason, WithdrawalReason
from campaigns.model.outcome import Refusal
from pipelines.office import Office
from pipelines.planning.appeal import appeal
from pipelines.planning.bundle import verify_bundle
from pipelines.planning.compare import compare_plans
from pipelines.planning.exceptions import approve_exception, ask_exception, list_exceptions
from pipelines.planning.explain import explain_request
from pipelines.planning.export import export_plan
from pipelines.planning.follow_up import propose_follow_up
from pipelines.planning.letter import family_letter, still_waiting
from pipelines.planning.life import adopt_plan, all_plans, approve_plan, lock_plan, revoke_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.recheck import refusals_to_review
from pipelines.planning.replan import served_afresh, what_moved
from pipelines.planning.scenarios import assumptions_of, compare_scenarios, list_scenarios, propose_scenario
from pipelines.planning.transfers import plan_transfers
from pipelines.planning.views import certificate, plan_summary
from pipelines.planning.whatif import what_would_serve
from pipelines.planning.withdraw import withdraw_grants
from pipelines.verbs.calling import Answer, Free, OnCampaign, Options, plan_step, text_of


def verified_plan(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Certify one plan; a guarantee that fails is a refusal's exit."""
    answer = certificate(office, actor, campaign_id, options.plan_id)
    if isinstance(answer, Refusal):
        return answer
    return answer | {"holds": not any(part["holds"] is False for part in answer["guarantees"].values())}


def scenario(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Compute a scenario from what was typed."""
    toml = None if options.policy is None else text_of(options.policy)
    if isinstance(toml, Refusal):
        return toml
    supposed = assumptions_of(
        {
            "stock": [{"site_code": site, "item": item, "units": units} for site, item, units in options.stock],
            "policy_toml": toml, "pick_up_km": options.pick_up_km, "delivery_km": options.delivery_km,
            "floor_share_pct": options.floor,
        }
    )  # fmt: skip
    if isinstance(supposed, Refusal):
        return supposed
    return propose_scenario(office, actor, campaign_id, options.name, supposed)


def explained(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Explain a decision, with what would change it where asked."""
    card = explain_request(office, actor, campaign_id, options.request_id)
    if isinstance(card, Refusal) or not options.what_if:
        return card
    more = what_would_serve(office, actor, campaign_id, options.request_id, card["plan_id"])
    return more if isinstance(more, Refusal) else card | {"what_if": still_waiting(card, more["lines"])}


# `plan verify` on an exported folder: no organisation's folder is opened.
FREE: dict[str, Free] = {"plan verify folder": lambda options: verify_bundle(Path(options.plan_id), options.digest)}


def letter(office: Office, actor: Actor, campaign_id: str, options: Options) -> Answer:
    """Write the letter to a family: both languages, plain and very simple words, one file each."""
    found = family_letter(office, actor, campaign_id, options.request_id)
    if isinstance(found, Refusal) or options.to is None:
        return found
    options.to.mkdir(parents=True, exist_ok=True)
    files = []
    for wording in ("plain", "simple"):
        for language, text in found[wording].items():
            name = f"lettre-{options.request_id}.{wording}.{language}.txt"
            (options.to / name).write_text(text, encoding="utf-8")
            files.append(name)
    return {key: found[key] for key in ("household_id", "plan_id", "in_force")} | {"files": files}


ON_CAMPAIGN: dict[str, OnCampaign] = {
    "plan propose": lambda office, actor, campaign_id, options: propose_plan(office, actor, campaign_id),
    "plan list": lambda office, actor, campaign_id, options: all_plans(office, actor, campaign_id),
    "plan lock": plan_step(lock_plan),
    "plan approve": plan_step(approve_plan),
    "plan adopt": plan_step(adopt_plan),
    "plan revoke": plan_step(revoke_plan),
    "plan show": plan_step(plan_summary),
    "plan verify": verified_plan,
    "plan compare": lambda office, actor, campaign_id, o: compare_plans(
        office, actor, campaign_id, o.plan_id, o.other_id
    ),
    "plan export": lambda office, actor, campaign_id, o: export_plan(office, actor, campaign_id, o.to, o.plan_id),
    "plan withdraw": lambda office, actor, campaign_id, o: withdraw_grants(
        office, actor, campaign_id, o.household_id, WithdrawalReason(o.reason)
    ),
    "plan moved": lambda office, actor, campaign_id, o: what_moved(office, actor, campaign_id, o.plan_id, o.other_id),
    "plan transfers": plan_step(plan_transfers),
    "plan afresh": plan_step(served_afresh),
    "plan follow-up": plan_step(propose_follow_up),
    "plan recheck": lambda office, actor, campaign_id, options: refusals_to_review(office, actor, campaign_id),
    "plan except": lambda office, actor, campaign_id, o: ask_exception(
        office, actor, campaign_id, o.household_id, ExceptionReason(o.reason)
    ),
    "plan except-approve": lambda office, actor, campaign_id, o: approve_exception(
        office, actor, campaign_id, o.exception_id
    ),
    "plan letter": letter,
    "plan exceptions": lambda office, actor, campaign_id, options: list_exceptions(office, actor, campaign_id),
    "plan appeal": lambda office, actor, campaign_id, o: appeal(
        office, actor, campaign_id, o.household_id, dict(o.fact), o.plan_id
    ),
    "plan scenario": scenario,
    "plan scenarios": lambda office, actor, campaign_id, options: list_scenarios(office, actor, campaign_id),
    "plan contrast": lambda office, actor, campaign_id, o: compare_scenarios(office, actor, campaign_id, o.plan_ids),
    "explain": explained,
}
