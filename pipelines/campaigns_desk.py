"""Opens, lists and reads campaigns, and keeps the versions of their policy.

Several campaigns live in one store; everything else takes a `campaign_id`.
This module must never read a household.
"""

from datetime import date

from campaigns.access import Scope, check_can
from campaigns.model.actor import Actor
from campaigns.model.codes import CampaignState
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy, policy_digest
from campaigns.model.policy_text import policy_differences
from pipelines.commands import Command, Effect, perform, stale
from pipelines.ids import new_id
from pipelines.office import Office
from pipelines.store.port import Row, Session


def list_campaigns(office: Office, actor: Actor) -> list[Row]:
    """Return the campaigns, newest first: `campaign_id, code, name, state, starts_on, ends_on, version`."""
    if check_can(actor, "campaign.read", Scope()) is not None:
        return []
    with office.store.reading() as session:
        return session.rows("campaign/all")


def find_campaign(office: Office, code: str | None) -> Row | Refusal:
    """Return the campaign of that code, or the newest open one where no code is given."""
    with office.store.reading() as session:
        known = session.rows("campaign/all")
        wanted = [row for row in known if (row["code"] == code if code else row["state"] == CampaignState.OPEN)]
        if wanted:
            return session.rows("campaign/one", {"campaign_id": wanted[0]["campaign_id"]})[0]
    codes = ", ".join(f"« {row['code']} »" for row in known)
    if code is None:
        return Refusal(
            "no_campaign",
            Sentence(
                "Aucune campagne n'est ouverte dans ce dossier. Créez-en une : connexion campaigns new CODE --policy FICHIER --from DATE --to DATE.",
                "No campaign is open in this folder. Create one: connexion campaigns new CODE --policy FILE --from DATE --to DATE.",
            ),
        )
    return Refusal(
        "unknown_campaign",
        Sentence(
            f"La campagne « {code} » n'existe pas. Campagnes connues : {codes or 'aucune'}.",
            f"There is no campaign “{code}”. Known campaigns: {codes or 'none'}.",
        ),
    )


def create_campaign(
    office: Office, actor: Actor, code: str, policy_text: str, starts_on: date, ends_on: date, name: str = ""
) -> Row | Refusal:
    """Open an empty campaign under a policy.

    Returns
    -------
    dict or Refusal
        `campaign_id, code`; refused when the code is taken, the dates are reversed or the policy is broken.
    """
    policy = parse_policy(policy_text)
    if isinstance(policy, Refusal):
        return policy
    if ends_on < starts_on:
        return Refusal(
            "reversed_dates",
            Sentence(
                f"La campagne finirait le {ends_on:%d/%m/%Y}, avant son début le {starts_on:%d/%m/%Y}. Corrigez les dates.",
                f"The campaign would end on {ends_on}, before it starts on {starts_on}. Correct the dates.",
            ),
        )
    campaign_id = new_id(office.clock())
    row: Row = {
        "campaign_id": campaign_id,
        "code": code,
        "name": name or policy.name_fr,
        "state": CampaignState.OPEN.value,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "policy_toml": policy_text,
        "policy_digest": policy_digest(policy),
        "created_at": office.clock(),
    }
    payload = {"code": code, "policy_digest": row["policy_digest"], "starts_on": starts_on, "ends_on": ends_on}
    command = Command("campaign.create", actor, campaign_id, f"campaign.create:{code}", payload)
    return perform(office, command, lambda session: write_campaign(session, row, actor))


def write_campaign(session: Session, row: Row, actor: Actor) -> Effect | Refusal:
    """Insert a campaign and the first version of its policy."""
    if session.rows("campaign/by_code", {"code": row["code"]}):
        return Refusal(
            "campaign_exists",
            Sentence(
                f"Une campagne « {row['code']} » existe déjà. Choisissez un autre code.",
                f"A campaign “{row['code']}” already exists. Choose another code.",
            ),
        )
    session.run("campaign/insert", row)
    keep_policy(session, row, 1, actor)
    answer = {"campaign_id": row["campaign_id"], "code": row["code"]}
    return Effect(answer, row["campaign_id"], {"policy_digest": row["policy_digest"]})


def keep_policy(session: Session, row: Row, policy_version: int, actor: Actor) -> None:
    """Append one version to the history of a campaign's policy."""
    session.run(
        "policy/insert",
        {
            "campaign_id": row["campaign_id"],
            "policy_version": policy_version,
            "policy_digest": row["policy_digest"],
            "policy_toml": row["policy_toml"],
            "adopted_at": row["created_at"],
            "adopted_by": actor.user_id,
        },
    )


def adopt_policy(
    office: Office, actor: Actor, campaign_id: str, policy_text: str, expected_version: int | None
) -> Row | Refusal:
    """Put a new version of the policy in force for the plans to come; adopted plans keep theirs."""
    policy = parse_policy(policy_text)
    if isinstance(policy, Refusal):
        return policy
    digest = policy_digest(policy)
    follows = f"version {expected_version}"
    if expected_version is None:
        with office.store.reading() as session:
            versions = session.rows("policy/all", {"campaign_id": campaign_id})
        # Sent again after a lost answer, it follows the same other rules and keeps its key; sent after others, it has a new one.
        others = (row["policy_version"] for row in versions if row["policy_digest"] != digest)
        follows = f"rules {next(others, 0)}"
    command = Command("policy.adopt", actor, campaign_id, f"policy.adopt:{digest}:{follows}", {"policy_digest": digest})

    def write(session: Session) -> Effect | Refusal:
        campaign = session.rows("campaign/one", {"campaign_id": campaign_id})[0]
        refusal = stale(campaign["version"], expected_version)
        if refusal is not None:
            return refusal
        row = {"campaign_id": campaign_id, "policy_toml": policy_text, "policy_digest": digest}
        session.run("campaign/set_policy", row | {"version": campaign["version"]})
        keep_policy(session, row | {"created_at": office.clock()}, campaign["policy_version"] + 1, actor)
        return Effect({"policy_digest": digest}, campaign_id, {"policy_digest": digest})

    return perform(office, command, write)


def campaign_policy(office: Office, actor: Actor, campaign_id: str) -> Policy | Refusal:
    """Return the policy in force."""
    refusal = check_can(actor, "policy.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return parse_policy(session.rows("campaign/one", {"campaign_id": campaign_id})[0]["policy_toml"])


def version_differences(
    office: Office, actor: Actor, campaign_id: str, first_no: int, second_no: int
) -> list[Row] | Refusal:
    """Return what two versions of a campaign's policy say differently: `place, before, after`.

    Refused (`unknown_version`) where the campaign has no version of that number, and as `parse_policy` where a text that was
    adopted can no longer be read.
    """
    versions = policy_versions(office, actor, campaign_id)
    if isinstance(versions, Refusal):
        return versions
    texts = {row["policy_version"]: row["policy_toml"] for row in versions}
    policies = []
    for number in (first_no, second_no):
        policy = parse_policy(texts[number]) if number in texts else unknown_version(number, max(texts, default=0))
        if isinstance(policy, Refusal):
            return policy
        policies.append(policy)
    return [{"place": place, "before": old, "after": new} for place, old, new in policy_differences(*policies)]


def unknown_version(number: int, last: int) -> Refusal:
    """Say which versions there are."""
    return Refusal(
        "unknown_version",
        Sentence(
            f"Les règles de cette campagne n'ont pas de version {number} : elles vont de 1 à {last}.",
            f"This campaign's policy has no version {number}: they go from 1 to {last}.",
        ),
    )


def policy_versions(office: Office, actor: Actor, campaign_id: str) -> list[Row] | Refusal:
    """Return the history of a campaign's policy, newest first."""
    refusal = check_can(actor, "policy.read", Scope())
    if refusal is not None:
        return refusal
    with office.store.reading() as session:
        return session.rows("policy/all", {"campaign_id": campaign_id})
