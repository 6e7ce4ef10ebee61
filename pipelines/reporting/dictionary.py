"""The data dictionary of published files: what each column means, out of what, in which unit, in French and English."""

from collections.abc import Mapping, Sequence

from campaigns.coverage_measures import DEFINITIONS
from pipelines.store.port import Row

# Columns that are no measure: meaning in French and English.
MEANINGS = {
    "territory_code": ("code du territoire : FR, R + région INSEE, département, commune ; ou nature:code d'un public",
                       "territory code: FR, R + INSEE region, department, commune; or kind:code of a public"),
    "parent_code": ("territoire qui contient celui-ci", "territory that contains this one"),
    "level": ("country, region, department, commune ; ou la nature du public", "country, region, department, commune; or the kind of public"),
    "name": ("nom, du code officiel géographique ou du registre des sites", "name, from the official geographic code or the register of sites"),
    "since": ("jour du chiffre d'avant, auquel les mouvements se comparent", "day of the figure before, to which moves compare"),
    "inhabitants": ("population (INSEE)", "population (INSEE)"),
    "heard": ("silent : aucune demande ; faint : à peine entendu ; heard ; hidden : masqué", "silent: no request; faint: hardly heard; heard; hidden"),
    "side": ("device : appareils ; data : connexions", "device: devices; data: connections"),
    "quantity": ("une des sept quantités : asked, eligible, granted, released, delivered, handed_over, returned",
                 "one of the seven quantities: asked, eligible, granted, released, delivered, handed_over, returned"),
    "units": ("unités (appareils ou forfaits) ; vide : masqué", "units (devices or bundles); empty: hidden"),
    "code": ("code de la mesure ou de l'effectif", "code of the measure or count"),
    "count": ("effectif ; vide : masqué", "count; empty: hidden"),
    "value": ("valeur de la mesure ; vide : masquée ou inconnue", "value of the measure; empty: hidden or unknown"),
    "site_code": ("code du site", "site code"),
    "kind": ("point_accueil, relais, depot", "point_accueil (reception point), relais (relay), depot"),
    "commune_code": ("commune INSEE", "INSEE commune"),
    "department_code": ("département INSEE", "INSEE department"),
    "about_units": ("unités libres, à la dizaine inférieure", "free units, to the ten below"),
    "donor": ("donateur, tel que le stock le nomme", "donor, as the stock names them"),
    "received": ("unités reçues du donateur", "units received from the donor"),
    "granted": ("unités attribuées par un plan adopté, ou parties ; vide : masqué", "units granted by an adopted plan, or gone; empty: hidden"),
    "delivered": ("unités livrées aux structures ; vide : masqué", "units delivered to structures; empty: hidden"),
    "handed_over": ("unités remises aux familles ; vide : masqué", "units handed over to families; empty: hidden"),
    "asked": ("foyers qui demandent de l'aide avec leur appareil ; vide : masqué", "households that ask for help with their device; empty: hidden"),
    "referred": ("dont foyers orientés vers un atelier ou une permanence, venus, attendus ou absents ; vide : masqué",
                 "of them households referred to a workshop or drop-in, whether they came, are awaited or were absent; empty: hidden"),
    "attended": ("dont foyers qui y sont venus ; vide : masqué", "of them households that came; empty: hidden"),
    "item": ("article du catalogue", "item of the catalogue"),
    "label_fr": ("nom de l'article en français", "name of the item in French"),
    "label_en": ("nom de l'article en anglais", "name of the item in English"),
    "sites": ("sites qui ont cet article", "sites that have this item"),
    "sites_useful": ("sites où une unité de plus servirait un foyer de plus", "sites where one more unit would serve one more household"),
}  # fmt: skip
DAY = ("jour du dernier chiffre publié ; un chiffre qui a bougé de moins de 11 n'est pas republié",
       "day of the last published figure; one that moved by less than 11 is not published again")  # fmt: skip
NOT_SAID = (
    "; vide : masqué (moins de 11, ou déductible) ou inconnu",
    "; empty: hidden (fewer than 11, or deducible) or unknown",
)


MOVE = ("de combien le chiffre a bougé depuis la publication d'avant ; vide : l'un des deux n'est pas dit",
        "how far the figure moved since the publication before; empty: one of the two is not told")  # fmt: skip


def dictionary_rows(tables: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return one row a file and column, then one a measure of the file of measures."""
    rows = [column_row(name, column) for name, table in tables.items() if table for column in table[0]]
    return rows + [column_row("mesures", row["code"]) for row in tables.get("mesures", ())]


def column_row(table: str, column: str) -> Row:
    """Return what is said of one column."""
    row: Row = {"table": table, "column": column}
    if column in DEFINITIONS:
        known = DEFINITIONS[column]
        return row | {
            "meaning_fr": f"{known.label.fr} : {known.formula.fr}{NOT_SAID[0]}", "meaning_en": f"{known.label.en}: {known.formula.en}{NOT_SAID[1]}",
            "denominator_fr": known.denominator.fr, "denominator_en": known.denominator.en,
            "unit_fr": known.unit.fr, "unit_en": known.unit.en,
        }  # fmt: skip
    french, english = DAY if column.endswith("_on") else MOVE if column.endswith("_move") else MEANINGS[column]
    return row | {
        "meaning_fr": french,
        "meaning_en": english,
        "denominator_fr": "",
        "denominator_en": "",
        "unit_fr": "",
        "unit_en": "",
    }
