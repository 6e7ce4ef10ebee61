"""A partner, from sign-in to receipt: drops a list, corrects it on the screen, sends it, fetches the receipt, follows it."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from campaigns.model.codes import Role
from pipelines.reporting.view_partner import sent_lists
from tests.journeys.roles.person import Person, at_work
from tests.journeys.roles.spring import COORDINATOR, NEWCOMER, NEWCOMER_NAME, campaign_of, done, partner_id_of, reopened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PICTURES = ("partenaire-deposer", "partenaire-lu", "partenaire-corriger", "partenaire-envoyee", "partenaire-suivre")
# One row has a postcode that does not exist, one has no name.
LIST = (
    "Référence;Nom de l'élève;Prénom de l'élève;Né(e) le;Téléphone;Code postal;Commune;Ordinateur;Connexion\n"
    "G-1;Delmas;Chloé;12/04/2009;0600000021;92230;Gennevilliers;1;0\n"
    "G-2;Sissoko;Driss;23/11/2011;0600000022;92230;Gennevilliers;1;1\n"
    "G-3;Kerbrat;Gaëlle;05/06/2010;0600000023;00000;Gennevilliers;1;0\n"
    "G-4;Rakotoson;Lina;17/01/2010;0600000024;92230;Gennevilliers;1;1\n"
    "G-5;;;02/09/2008;0600000025;92230;Gennevilliers;1;0\n"
    "G-6;Ferreira;Jonas;30/03/2012;0600000026;92230;Gennevilliers;0;1\n"
)
ROWS, WRONG_POSTCODE, RIGHT_POSTCODE = 6, "00000", "92230"


def test_a_partner_sends_a_list_corrects_it_and_takes_the_receipt(
    chromium: Browser, morning: Path, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "classes.csv"
    file.write_text(LIST, "utf-8")
    with at_work(chromium, morning, tmp_path / "home", language) as person:
        person.signs_in(Role.PARTNER, NEWCOMER_NAME)
        the_list_is_dropped(person, file)
        a_postcode_is_corrected(person)
        the_list_is_sent(person)
        the_receipt_says_what_became_of_each_row(person)
        the_families_are_followed(person)
        assert person.pictures == list(PICTURES)
    with reopened(tmp_path / "home") as office:
        (sent,) = done(sent_lists(office, COORDINATOR, campaign_of(office), partner_id_of(office, NEWCOMER)))
    assert (sent["state"], sent["new_count"], sent["rejected_count"]) == ("accepted", ROWS - 1, 1)


def the_list_is_dropped(person: Person, file: Path) -> None:
    """Go from the home page to the drop zone, drop the list and read what was understood of it."""
    person.sees(person.says("Que dois-je faire maintenant ?"))
    person.presses(person.says("Envoyer ma première liste"))
    person.sees(person.says("Votre tableau de familles"))
    person.shows("partenaire-deposer")
    person.drops(file, person.says("Votre tableau de familles"))
    person.sees(person.says("Ce que nous avons compris"), ready(person, ROWS - 2))
    person.shows("partenaire-lu")


def ready(person: Person, count: int) -> str:
    """Return how many rows are said to be ready, the others being held back."""
    held = person.counts("{n} est à corriger", "{n} sont à corriger", ROWS - count)
    said = person.counts("{n} ligne est prête à partir", "{n} lignes sont prêtes à partir", count)
    return person.says("{ready}, {held}. Rien n'est encore envoyé.", ready=said, held=held)


def a_postcode_is_corrected(person: Person) -> None:
    """Write the right postcode on the card of its row: it is checked at once."""
    title = person.counts(
        "{n} ligne à corriger, ici ou dans votre tableau", "{n} lignes à corriger, ici ou dans votre tableau", 2
    )
    person.shows("partenaire-corriger", title)
    card = person.main.locator("[class*=st-key-submit][class*=_card]").first
    field = card.get_by_role("textbox").first
    expect(field).to_have_value(WRONG_POSTCODE)
    field.fill(RIGHT_POSTCODE)
    card.get_by_role("button", name=person.says("Corriger"), exact=True).click()
    person.settles()
    person.sees(person.counts("{n} correction faite à l'écran.", "{n} corrections faites à l'écran.", 1))
    person.sees(ready(person, ROWS - 1))


def the_list_is_sent(person: Person) -> None:
    """Send the five good rows; the one without a name waits."""
    person.presses(person.counts("Envoyer {n} ligne", "Envoyer {n} lignes", ROWS - 1))
    person.sees(
        person.says("Votre liste est envoyée"),
        person.says("Prises en compte. Nouvelles : {new}, corrigées : {corrected}, déjà connues : {unchanged}.",
                    new=ROWS - 1, corrected=0, unchanged=0),
        person.counts("{n} ligne attend votre correction", "{n} lignes attendent votre correction", 1),
    )  # fmt: skip
    person.shows("partenaire-envoyee")


def the_receipt_says_what_became_of_each_row(person: Person) -> None:
    """Fetch the receipt: the same rows, in the same order, with four more columns, which a partner's file has in French."""
    receipt = person.fetches(person.says("Télécharger le reçu : votre tableau, avec ce qu'est devenue chaque ligne"))
    title, *below = csv.reader(io.StringIO(Path(receipt.path()).read_text("utf-8-sig")), delimiter=";")
    # The equation of the rows stands below them.
    rows = [row for row in below if len(row) == len(title)]
    assert [row[0] for row in rows] == [f"G-{number}" for number in range(1, ROWS + 1)]
    assert rows[2][title.index("Code postal")] == RIGHT_POSTCODE
    assert [row[title.index("état")] == "à corriger" for row in rows] == [False] * 4 + [True, False]


def the_families_are_followed(person: Person) -> None:
    """Read where each request stands."""
    person.main.get_by_role("link", name=person.says("Suivre mes demandes")).click()
    person.settles()
    person.sees(person.says("Où en sont mes demandes ?"))
    person.shows("partenaire-suivre")
