"""One family told by a form: a list of one row, read, judged and received as any other list.

It must never have a rule of its own about a row: the form's answers go through the very same reading. What it adds is to see
that a family typed without its reference is already known, so that it never gets a twin.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.model.actor import Actor
from campaigns.model.codes import RowOutcome
from campaigns.model.outcome import Refusal, Sentence
from pipelines.intake.admission import IDENTITY
from pipelines.intake.asked_fields import asked_fields
from pipelines.intake.reading_parts import REFUSE, Choices
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.keys import SURNAME, household_keys, match_key
from pipelines.office import Office
from pipelines.partners import find_partner
from pipelines.sealing import unsealed
from pipelines.store.port import Row

FILE_NAME = "une-famille.csv"
SEPARATOR, ENCODING = ";", "utf-8"
COMMUNE_CODE = "commune_code"
COMMUNE_CODE_TITLE = "Code INSEE de la commune"
# The row of the family, under the titles.
ROW = 2
# Where a remark on the whole row is shown, first field that the form has.
SHOWN_AT = {
    "missing_identity": ("child_last_name", "guardian_last_name"),
    "missing_need": ("need_laptop",),
    "missing_contact": ("phone_1",),
}
# What the reading says of a form on which nothing was written.
NOTHING_WRITTEN = frozenset({"no_rows", "empty_file", "no_header"})
NOT_KEPT = Sentence(
    "Ce qui est écrit ici ressemble à un numéro de sécurité sociale ou d'élève : il n'est pas gardé. Videz cette case.",
    "What is written here looks like a social security or pupil number: it is not kept. Empty this field.",
)

Answers = Mapping[str, str]


@dataclass(frozen=True)
class KnownFamily:
    """A request of the same structure that names the same people under a reference."""

    reference: str
    received_at: datetime


@dataclass(frozen=True)
class FamilyCheck:
    """What is known of a family before it is sent.

    `outcome` is a `RowOutcome` value; `change` what sending would do (new, unchanged, corrected; None when held back);
    `remarks` field -> sentences ('' for the whole family); `known` stands where the family is known under its reference.
    """

    outcome: str
    change: str | None
    remarks: dict[str, list[Sentence]]
    known: KnownFamily | None


def check_family(
    office: Office, actor: Actor, campaign_id: str, partner_code: str, answers: Answers
) -> FamilyCheck | Refusal:
    """Read a family as it would be received, keeping nothing.

    Parameters
    ----------
    answers
        Canonical field -> what was typed or chosen; blank ones may be absent.
    """
    partner = find_partner(office, partner_code)
    if isinstance(partner, Refusal):
        return partner
    report = received(office, actor, campaign_id, partner, answers, dry_run=True)
    if isinstance(report, Refusal):
        return nothing_written(partner["kind"], report)
    row = report["rows"][0]
    known = (
        None if row["values"].get("partner_reference") else known_family(office, campaign_id, partner, row["values"])
    )
    return FamilyCheck(row["outcome"], row["change"], remarks_by_field(partner["kind"], report), known)


def send_family(office: Office, actor: Actor, campaign_id: str, partner_code: str, answers: Answers) -> Row | Refusal:
    """Receive a family: the report of `receive_list` on a list of one row.

    Returns
    -------
    dict or Refusal
        `known_family` when the same people are known under a reference that the form does not give, `family_to_correct` when
        the reading holds the row back: nothing is added.
    """
    partner = find_partner(office, partner_code)
    if isinstance(partner, Refusal):
        return partner
    check = check_family(office, actor, campaign_id, partner_code, answers)
    if isinstance(check, Refusal):
        return check
    if check.known is not None:
        return Refusal("known_family", known_sentence(check.known))
    if check.outcome == RowOutcome.REJECTED:
        return Refusal("family_to_correct", next(said for remarks in check.remarks.values() for said in remarks))
    return received(office, actor, campaign_id, partner, answers, dry_run=False)


def received(
    office: Office, actor: Actor, campaign_id: str, partner: Row, answers: Answers, dry_run: bool
) -> Row | Refusal:
    """Receive the list of one row, or look at what it would do."""
    data, choices = family_list(partner["kind"], answers)
    reception = Reception(partner["code"], dry_run=dry_run, choices=choices)
    return receive_list(office, actor, campaign_id, data, FILE_NAME, reception)


def family_list(partner_kind: str, answers: Answers) -> tuple[bytes, Choices]:
    """Return a list of one row, and what each of its columns means; nothing in it is left to be recognised."""
    titles = field_titles(partner_kind)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow(titles.values())
    writer.writerow([one_cell(answers.get(name, "")) for name in titles])
    targets = {title: name for name, title in titles.items()}
    return text.getvalue().encode(ENCODING), Choices(
        encoding=ENCODING, separator=SEPARATOR, header_row=1, targets=targets
    )


def field_titles(partner_kind: str) -> dict[str, str]:
    """Return field -> title of its column."""
    return {field.name: field.title for field in asked_fields(partner_kind)} | {COMMUNE_CODE: COMMUNE_CODE_TITLE}


def one_cell(typed: str) -> str:
    """Return what was typed without the signs that no cell can hold."""
    return "".join(sign for sign in typed if sign >= " " or sign in "\t\n").strip()


def nothing_written(partner_kind: str, refusal: Refusal) -> FamilyCheck | Refusal:
    """Return what an empty form lacks, or the refusal of the reading as it is."""
    if refusal.code not in NOTHING_WRITTEN:
        return refusal
    said = Sentence("Écrivez au moins un nom et un besoin.", "Write at least a name and a need.")
    return FamilyCheck(RowOutcome.REJECTED, None, {shown_at(partner_kind, "missing_identity"): [said]}, None)


def remarks_by_field(partner_kind: str, report: Row) -> dict[str, list[Sentence]]:
    """Return the remarks on the family, each under the field where it is to be read."""
    titles = field_titles(partner_kind)
    fields = {title: name for name, title in titles.items()}
    found: dict[str, list[Sentence]] = {
        name: [NOT_KEPT] for name, title in titles.items() if report["mapping"].get(title) == REFUSE
    }
    for issue in report["issues"]:
        if issue["row"] == ROW:
            place = fields.get(issue["column"] or "") or shown_at(partner_kind, issue["code"])
            found.setdefault("commune" if place == COMMUNE_CODE else place, []).append(own_words(issue))
    return found


def shown_at(partner_kind: str, code: str) -> str:
    """Return the field beside which a remark on the whole row is shown."""
    names = {field.name for field in asked_fields(partner_kind)}
    return next((name for name in SHOWN_AT.get(code, ()) if name in names), "")


def own_words(issue: Mapping[str, Any]) -> Sentence:
    """Return a remark without the row and column that it names: on a form they are in sight."""
    french, english = f"Ligne {ROW}", f"Row {ROW}"
    if issue["column"]:
        french, english = f"{french}, colonne {issue['column']}", f"{english}, column {issue['column']}"
    said = issue["message"].removeprefix(f"{french} : "), issue["message_en"].removeprefix(f"{english}: ")
    return Sentence(*(text[:1].upper() + text[1:] for text in said))


def known_family(office: Office, campaign_id: str, partner: Row, values: Mapping[str, Any]) -> KnownFamily | None:
    """Return the request of this structure that names the same people under a reference, the oldest first, or None."""
    surnames = {
        office.vault.token(campaign_id, kind, value) for kind, value in household_keys(values) if kind == SURNAME
    }
    named = {"campaign_id": campaign_id, "partner_id": partner["partner_id"]}
    people = match_key(values)
    with office.store.reading() as session:
        keys = session.rows("request/keys_of_partner", named)
        alike = {key["request_id"] for key in keys if key["token"] in surnames}
        identities = unsealed(session, office.vault, campaign_id, IDENTITY, alike)
        same = [request_id for request_id, identity in identities.items() if named_alike(identity, people)]
        rows = {row["request_id"]: row for row in session.rows("view/partner_families", named)} if same else {}
    found = sorted((rows[request_id]["received_at"], request_id) for request_id in same if request_id in rows)
    return KnownFamily(str(identities[found[0][1]]["partner_reference"]), found[0][0]) if found else None


def named_alike(identity: Mapping[str, Any], people: str) -> bool:
    """Tell whether a request that has a reference names these people."""
    return bool(identity.get("partner_reference")) and match_key({**identity, "partner_reference": None}) == people


def known_sentence(known: KnownFamily) -> Sentence:
    """Say that a family is known, and what to do if it is another one."""
    return Sentence(
        f"Déjà connue : vous avez envoyé cette famille le {known.received_at:%d/%m/%Y}, sous la référence "
        f"« {known.reference} ». Rien n'est ajouté. Pour la corriger, écrivez cette référence ; si c'est une autre famille du "
        "même nom, donnez-lui une autre référence.",
        f"Already known: you sent this family on {known.received_at:%Y-%m-%d}, under reference “{known.reference}”. "
        "Nothing is added. To correct it, write that reference; if it is another family of the same name, give it another "
        "reference.",
    )


def communes_of_postcode(office: Office, typed: str) -> dict[str, str]:
    """Return code -> name of the communes of a postcode, by name; empty when the postcode is not known."""
    postcode = "".join(typed.split())
    codes = office.territories.by_postcode.get(postcode, ())
    found = {code: commune.name for code in codes if (commune := office.territories.commune(code)) is not None}
    return dict(sorted(found.items(), key=lambda pair: (pair[1], pair[0])))
