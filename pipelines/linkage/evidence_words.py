"""Says in French and English what each level of evidence means, so that the parts of a weight can be read as a sum. Pure."""

from campaigns.model.outcome import Sentence
from pipelines.linkage.evidence import CHILD, EMAIL, GUARDIAN, KINDS, PHONE, PLACE, SIZE, SURNAME
from pipelines.linkage.scoring import level_code
from pipelines.store.port import Row

NAMES = {
    "same_name": Sentence("même prénom", "same first name"),
    "near_name": Sentence("prénom proche", "first name alike"),
    "crossed_name": Sentence("prénom et nom inversés", "first name and surname exchanged"),
    "other_name": Sentence("autre prénom", "another first name"),
    "no_name": Sentence("prénom absent", "first name absent"),
}
DAYS = {
    "same_day": Sentence("même date de naissance", "same birth date"),
    "near_day": Sentence("date de naissance à un chiffre près", "birth date one digit apart"),
    "close_day": Sentence("dates de naissance proches", "birth dates close to each other"),
    "other_day": Sentence("autre date de naissance", "another birth date"),
    "no_day": Sentence("date de naissance absente", "birth date absent"),
}
PERSONS = {GUARDIAN: Sentence("responsable", "guardian"), CHILD: Sentence("enfant", "child")}
WORDS = {
    (SURNAME, "same_word"): Sentence("un nom de famille en commun", "a surname in common"),
    (SURNAME, "same_skeleton"): Sentence("noms de famille qui se prononcent de même", "surnames that sound the same"),
    (SURNAME, "near"): Sentence("noms de famille proches", "surnames alike"),
    (SURNAME, "crossed"): Sentence("nom de famille écrit à la place du prénom", "surname written in place of the first name"),
    (SURNAME, "other"): Sentence("autres noms de famille", "other surnames"),
    (GUARDIAN, "other"): Sentence("autre responsable", "another guardian"),
    (CHILD, "other"): Sentence("autre enfant", "another child"),
    (PHONE, "same"): Sentence("même téléphone", "same phone"),
    (PHONE, "near"): Sentence("téléphones à un chiffre près", "phones one digit apart"),
    (PHONE, "other"): Sentence("autres téléphones", "other phones"),
    (EMAIL, "same"): Sentence("même adresse e-mail", "same e-mail"),
    (EMAIL, "same_mailbox"): Sentence("même nom de boîte e-mail, autre fournisseur", "same mailbox name, another provider"),
    (EMAIL, "near"): Sentence("adresses e-mail à un signe près", "e-mails one sign apart"),
    (EMAIL, "other"): Sentence("autres adresses e-mail", "other e-mails"),
    (PLACE, "same_address"): Sentence("même adresse", "same address"),
    (PLACE, "near_address"): Sentence("adresses proches", "addresses alike"),
    (PLACE, "same_street"): Sentence("même rue, autre commune", "same street, another commune"),
    (PLACE, "same_area"): Sentence("même code postal, une rue manque", "same postcode, a street is missing"),
    (PLACE, "same_postcode"): Sentence("même code postal, autre rue", "same postcode, another street"),
    (PLACE, "same_commune"): Sentence("même commune", "same commune"),
    (PLACE, "other"): Sentence("autre lieu", "another place"),
    (SIZE, "same_both"): Sentence("même taille de foyer et autant d'enfants", "same household size and as many children"),
    (SIZE, "same"): Sentence("même taille de foyer", "same household size"),
    (SIZE, "near"): Sentence("taille du foyer à une personne près", "household size one person apart"),
    (SIZE, "other"): Sentence("autre taille de foyer", "another household size"),
}  # fmt: skip
START = Sentence("point de départ : deux demandes prises au hasard", "starting point: two requests taken at random")
REASONS = {
    "band": Sentence("Les indices ne suffisent pas pour décider sans vous.", "The evidence is not enough to decide without you."),
    "bridge": Sentence("Trop peu de rapprochements relient deux groupes de demandes.", "Too few pairs tie two groups of requests."),
    "size": Sentence("Le foyer réunirait plus de douze demandes.", "The household would gather more than twelve requests."),
    "adopted_grant": Sentence("L'un des foyers a déjà une attribution.", "One of the households already has a grant."),
    "constraint": Sentence("Une décision passée sépare ces deux groupes.", "An earlier decision keeps these groups apart."),
    "custody": Sentence("Un même enfant, deux responsables, deux adresses : garde alternée, peut-être.",
                        "One child, two guardians, two addresses: shared custody, perhaps."),
    "corrected": Sentence("Une ligne a été corrigée depuis votre décision : tient-elle toujours ?",
                          "A row was corrected since your decision: does it still hold?"),
    "hub": Sentence("Le seul contact commun sert à beaucoup de familles.", "The only common contact serves many families."),
}  # fmt: skip


def evidence_lines(pair: Row) -> list[Row]:
    """Return the parts of a pair's weight, from the starting point on; what is absent counts for nothing and is not listed.

    Returns
    -------
    list of dict
        `kind, level, bits, fr, en`; the bits sum to the pair's weight, to the hundredth.
    """
    start = {"kind": "prior", "level": "prior", "bits": pair["prior_bits"], "fr": START.fr, "en": START.en}
    present = [(kind, level_code(kind, pair[f"{kind}_level"])) for kind in KINDS if pair[f"{kind}_level"]]
    lines = [{"kind": kind, "level": code, "bits": pair[f"{kind}_bits"], **said(kind, code)} for kind, code in present]
    return [start, *sorted(lines, key=lambda line: (-abs(line["bits"]), line["kind"]))]


def said(kind: str, code: str) -> dict[str, str]:
    """Return the two sentences of a level."""
    sentence = WORDS.get((kind, code)) or person_words(kind, code)
    return {"fr": sentence.fr, "en": sentence.en}


def person_words(kind: str, code: str) -> Sentence:
    """Return the sentence of a person's level, from how the names and the dates agree."""
    who = PERSONS[kind]
    name = next(words for start, words in NAMES.items() if code.startswith(start))
    day = next(words for end, words in DAYS.items() if code.endswith(end))
    return Sentence(f"{who.fr} : {name.fr}, {day.fr}", f"{who.en}: {name.en}, {day.en}")


def without_strongest(lines: list[Row]) -> float:
    """Return what the weight would be without its strongest agreement: what would change one's mind."""
    total: float = sum(line["bits"] for line in lines)
    strongest: float = max((line["bits"] for line in lines if line["kind"] != "prior"), default=0.0)
    return round(total - max(strongest, 0.0), 2)
