"""The letter to a family: the decision in plain words and in very simple ones, in French and in English, from the card's own trace.

No score, no code, no other family. What would take another family's place is not offered. It sends nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.lines import JOIN
from campaigns.model.actor import Actor
from campaigns.model.codes import GrantState, PlanState
from campaigns.model.outcome import Refusal, Sentence
from campaigns.model.policy import Policy, parse_policy
from pipelines.help.told import help_of_family
from pipelines.office import Office
from pipelines.planning.explain import explain_request, french, item_labels
from pipelines.planning.whatif import what_would_serve
from pipelines.store.port import Row

Both = tuple[str, str]
LANGUAGES = ("fr", "en")
WANTED: dict[str, Both] = {
    "laptop": ("un ordinateur", "a computer"),
    "tablet": ("une tablette", "a tablet"),
    "smartphone": ("un smartphone", "a smartphone"),
    "phone": ("un téléphone simple", "a basic phone"),
}
CONNECTION: Both = ("une connexion", "a connection")


@dataclass(frozen=True)
class Letter:
    """Paragraphs of one letter: as plain sentences, and as short ones of one idea each (`simple`)."""

    plain: tuple[Sentence, ...]
    simple: tuple[Sentence, ...]

    def text(self, language: str, *, simple: bool = False) -> str:
        """Return the letter as text in `fr` or `en`, an empty line between paragraphs."""
        return "\n\n".join(getattr(said, language) for said in (self.simple if simple else self.plain)) + "\n"


def family_letter(
    office: Office, actor: Actor, campaign_id: str, request_id: str, plan_id: str | None = None
) -> Row | Refusal:
    """Write the letter to the family of a request.

    Returns
    -------
    dict or Refusal
        `household_id, plan_id`, `in_force` (whether the plan is adopted: a letter of a draft may still change and is not to
        be sent), `plain` and `simple`: {fr, en}. Refused as `explain_request`, to whoever may not read the household.
    """
    card = explain_request(office, actor, campaign_id, request_id, plan_id)
    if isinstance(card, Refusal):
        return card
    changes = what_would_serve(office, actor, campaign_id, request_id, card["plan_id"])
    with office.store.reading() as session:
        named = {"campaign_id": campaign_id, "plan_id": card["plan_id"]}
        policy = parse_policy(session.rows("view/plan_policy", named)[0]["policy_toml"])
        labels = item_labels(session, campaign_id, card)
    for answer in (changes, policy):
        if isinstance(answer, Refusal):
            return answer
    assert isinstance(policy, Policy)
    assert not isinstance(changes, Refusal)
    letter = letter_of(card, still_waiting(card, changes["lines"]), labels, strict=not policy.chosen_by_use)
    letter = with_help(letter, help_of_family(office, campaign_id, card["household_id"]))
    return {
        "household_id": card["household_id"], "plan_id": card["plan_id"], "in_force": card["state"] == PlanState.ADOPTED,
        "plain": {language: letter.text(language) for language in LANGUAGES},
        "simple": {language: letter.text(language, simple=True) for language in LANGUAGES},
    }  # fmt: skip


def still_waiting(card: Row, changes: Sequence[Row]) -> list[Row]:
    """Leave out what would change a line that another plan grants meanwhile."""
    waiting = {line["line_id"] for line in card["lines"] if not line["is_served"]}
    return [change for change in changes if change["line_id"] in waiting]


def with_help(letter: Letter, said: Sentence | None) -> Letter:
    """Say where the family gets help with its device, before the greeting."""
    if said is None:
        return letter
    return Letter((*letter.plain[:-1], said, letter.plain[-1]), (*letter.simple[:-1], said, letter.simple[-1]))


def letter_of(card: Row, changes: Sequence[Row], items: Mapping[str, Both], *, strict: bool = True) -> Letter:
    """Write the letter from a card and what would change it.

    Parameters
    ----------
    card, changes
        What `explain_request` and `what_would_serve` return.
    items
        Item -> its labels, French and English.
    strict
        Whether ranks alone decide; otherwise the letter does not say that those ranked before come first.
    """
    grants = [grant for line in card["lines"] for grant in line["grants"] if grant["state"] != GrantState.RETURNED]
    waiting = [line for line in card["lines"] if not line["is_served"]]
    if not card["eligible"] and not grants:
        return Letter((HELLO, OUTSIDE, BYE), (HELLO, *OUTSIDE_SIMPLE, BYE))
    plain: list[Sentence] = [HELLO]
    simple: list[Sentence] = [HELLO]
    if grants:
        given = joined([given_words(grant, items) for grant in grants])
        plain.append(Sentence(
            f"Votre demande est acceptée. Vous recevrez : {given[0]}. Votre structure vous dira quand et comment.",
            f"Your request is accepted. You will receive: {given[1]}. Your structure will tell you when and how.",
        ))  # fmt: skip
        simple += [
            Sentence("Nous avons dit oui.", "We said yes."),
            Sentence(f"Vous aurez : {given[0]}.", f"You will get: {given[1]}."),
            Sentence(
                "Votre structure vous donnera le jour et le lieu.",
                "Your structure will tell you the day and the place.",
            ),
        ]
    if card["lines"] and not grants and not waiting:
        plain.append(GIVEN_BACK)
        simple.append(GIVEN_BACK_SIMPLE)
    if waiting:
        more_plain, more_simple = waiting_words(card, waiting, changes, strict=strict)
        plain += more_plain
        simple += more_simple
    return Letter((*plain, MISTAKE, BYE), (*simple, *MISTAKE_SIMPLE, BYE))


def waiting_words(
    card: Row, waiting: Sequence[Row], changes: Sequence[Row], *, strict: bool
) -> tuple[list[Sentence], list[Sentence]]:
    """Say why a family waits, and what it can accept instead without taking anybody's place."""
    wanted = joined([kit_words(line["kit_code"]) for line in waiting])
    rank, count = card["rank"], card["ranked_count"]
    first = (" Quand il n'y a pas assez, les familles classées avant passent d'abord.",
             " When there is not enough, families ranked before come first.") if strict else ("", "")  # fmt: skip
    plain = [
        Sentence(
            f"Vous avez demandé : {wanted[0]}. Nous n'en avons pas assez pour tout le monde, et nous ne pouvons pas encore vous servir.",
            f"You asked for: {wanted[1]}. We do not have enough for everybody, and we cannot serve you yet.",
        ),
        Sentence(
            f"Les familles sont classées avec les mêmes règles pour toutes. La vôtre est au rang {french(rank)} sur {french(count)}."
            + first[0],
            f"Families are ranked by the same rules for all. Yours is at rank {rank:,} of {count:,}." + first[1],
        ),
    ]
    simple = [
        Sentence(f"Vous avez demandé {wanted[0]}.", f"You asked for {wanted[1]}."),
        Sentence("Nous n'en avons pas assez pour tout le monde.", "We do not have enough for everybody."),
        Sentence("Pour le moment, c'est non.", "For now, it is no."),
        Sentence("Les règles sont les mêmes pour toutes les familles.", "The rules are the same for all families."),
        Sentence(
            "Les familles qui en ont le plus besoin passent d'abord.", "The families who need it most come first."
        ),
    ]
    free = joined(
        [kit_words(found["kit_code"]) for line in changes for found in line["other_kits"] if not found["lose"]],
        " ; ou ",
        "; or ",
    )
    if free[0]:
        plain.append(Sentence(
            f"Vous pourriez être servi en acceptant : {free[0]}. Si cela vous convient, dites-le à votre structure.",
            f"You could be served by accepting: {free[1]}. If that suits you, tell your structure.",
        ))  # fmt: skip
        simple.append(Sentence(
            f"Vous pouvez avoir autre chose : {free[0]}. Vous êtes d'accord ? Dites-le à votre structure.",
            f"You can have something else: {free[1]}. Do you agree? Tell your structure.",
        ))  # fmt: skip
    return [*plain, KEPT], [*simple, *KEPT_SIMPLE]


def kit_words(kit_code: str) -> Both:
    """Say what a line asks for; a bundle of data is a connection, whatever its size."""
    parts = [WANTED.get(code, CONNECTION) for code in kit_code.split(JOIN)]
    return " et ".join(part[0] for part in parts), " and ".join(part[1] for part in parts)


def given_words(grant: Row, items: Mapping[str, Both]) -> Both:
    """Say a unit and where it is to be had: the site to which it is moved, where it is."""
    site = grant.get("via_site_name") or grant["site_name"]
    labels = items.get(grant["item"], (grant["item"],) * 2)
    # « Recharge de 12 Go » inside a sentence keeps its unit.
    fr, en = (label[:1].lower() + label[1:] for label in labels)
    return f"{fr} ({site})", f"{en} ({site})"


def joined(parts: Sequence[Both], fr: str = ", ", en: str = ", ") -> Both:
    """Join words of both languages, each said once."""
    return fr.join(dict.fromkeys(part[0] for part in parts)), en.join(dict.fromkeys(part[1] for part in parts))


HELLO, BYE = Sentence("Bonjour,", "Hello,"), Sentence("L'équipe de la campagne", "The campaign team")
OUTSIDE = Sentence(
    "Votre demande est bien arrivée. Elle n'entre pas dans les règles de cette campagne. Si votre situation a changé, dites-le à "
    "votre structure.",
    "Your request did arrive. It does not fit the rules of this campaign. If your situation has changed, tell your structure.",
)
OUTSIDE_SIMPLE = (
    Sentence("Nous avons reçu votre demande.", "We received your request."),
    Sentence("Cette aide n'est pas pour votre situation.", "This help is not for your situation."),
    Sentence(
        "Votre situation a changé ? Dites-le à votre structure.", "Has your situation changed? Tell your structure."
    ),
)
GIVEN_BACK = Sentence(
    "Ce que nous avions prévu pour vous nous a été rendu. Si vous en avez encore besoin, dites-le à votre structure.",
    "What we had planned for you was given back to us. If you still need it, tell your structure.",
)
GIVEN_BACK_SIMPLE = Sentence(
    "Vous ne vouliez plus de cette aide. Vous la voulez encore ? Dites-le à votre structure.",
    "You did not want this help any more. Do you want it again? Tell your structure.",
)
KEPT = Sentence(
    "Votre demande reste dans la liste. Vous n'avez rien à refaire.",
    "Your request stays on the list. You have nothing to do again.",
)
KEPT_SIMPLE = (
    Sentence("Nous gardons votre demande.", "We keep your request."),
    Sentence("Vous n'avez rien à faire.", "You have nothing to do."),
)
MISTAKE = Sentence(
    "Vous pensez qu'il y a une erreur ? Dites-le à votre structure : elle peut corriger vos informations.",
    "Do you think there is a mistake? Tell your structure: it can correct your information.",
)
MISTAKE_SIMPLE = (
    Sentence("Vous pensez que c'est une erreur ?", "Do you think this is a mistake?"),
    Sentence("Parlez-en à votre structure.", "Talk to your structure."),
)
