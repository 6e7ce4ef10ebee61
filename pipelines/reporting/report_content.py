"""What the reports say, once for paper and page: the weekly situation, what became of a donor's lots, one department.

Everything is read from one release. Texts are plain: whoever writes HTML or PDF escapes them.
"""

from collections.abc import Callable, Sequence

from campaigns.coverage_measures import DEFINITIONS
from geo.map import commune_names
from geo.still_map import still_map
from pipelines.reporting.release_story import Story, story_of
from pipelines.reporting.release_view import COUNTS, map_table
from pipelines.reporting.releases import Release
from pipelines.reporting.report_help import help_of_place, help_remarks, verbs_table
from pipelines.reporting.report_parts import Report, S, Speaker, Table
from pipelines.store.port import Row

ROWS_SHOWN = 12


def situation_report(found: Release, campaign: str, language: str) -> Report:
    """Return the weekly situation of the campaign."""
    says = Speaker(language)
    story = story_of(found, "FR")
    tables = [
        verbs_table(found, says),
        gaps_table(story, says),
        kinds_table(found, "partner_kind", says),
        waits_table(found, says),
        quantities_table(found, says),
    ]
    return Report(
        says.say("Point de situation", "Situation report"),
        below(found, campaign, says), answer_of(story, says.say("France entière", "All of France"), says), figures_of(story, says),
        still_map(map_table(found).departments, "gap", language), (*tables, measures_table(found, says)),
        (*help_remarks(found, "FR", says), *remarks_of(found, story, says)),
    )  # fmt: skip


def department_report(found: Release, campaign: str, language: str, code: str) -> Report:
    """Return the one page of a department, for its prefect."""
    says = Speaker(language)
    story = story_of(found, code)
    table = map_table(found, code, frozenset(commune_names(code)))
    name = str(story.row["name"])
    return Report(
        f"{name} ({code})",
        below(found, campaign, says), answer_of(story, name, says), figures_of(story, says),
        still_map(table.departments, "need", language, code),
        (communes_table(found, code, says), help_of_place(found, code, says), sites_table(found, code, says)),
        (*help_remarks(found, code, says), *remarks_of(found, story, says)),
    )  # fmt: skip


def donor_report(found: Release, campaign: str, language: str, donor: str) -> Report:
    """Return what became of a donor's lots."""
    says = Speaker(language)
    rows = [row for row in found.rows("donors") if row["donor"] == donor]
    received = sum(row["received"] for row in rows)
    names = found.item_names(language)
    columns = (
        says.say("Article", "Item"), says.say("Reçues", "Received"), says.say("Attrib.", "Granted"),
        says.say("Livrées", "Delivered"), says.say("Remises", "Handed over"),
    )  # fmt: skip
    told = tuple(
        (
            names.get(str(row["item"]), str(row["item"])),
            *(says.count(row[name]) for name in ("received", "granted", "delivered", "handed_over")),
        )
        for row in rows
    )
    story = story_of(found, "FR")
    return Report(
        says.say("Ce que votre don est devenu : {donor}", "What your gift became: {donor}", donor=donor),
        below(found, campaign, says),
        says.say("Unités reçues de {donor} : {n}.", "Units received from {donor}: {n}.", n=says.count(received), donor=donor),
        (),
        still_map(map_table(found).departments, "served", language),
        (Table(says.say("Vos unités, étape par étape", "Your units, step by step"), columns, told), verbs_table(found, says),
         quantities_table(found, says)),
        (*help_remarks(found, "FR", says), *remarks_of(found, story, says)),
    )  # fmt: skip


def below(found: Release, campaign: str, says: Speaker) -> str:
    """Return the line below the title: campaign, day, reference of the release."""
    return says.say("{campaign}. Chiffres publiés au {day}. Publication {release}.", "{campaign}. Figures published on {day}. Release {release}.",
                    campaign=campaign, day=says.day(found.as_of), release=found.release_id)  # fmt: skip


def answer_of(story: Story, name: str, says: Speaker) -> str:
    """Return the sentence with its four numbers."""
    row = story.row
    if row["need"] == 0:
        return says.say("{name} : aucune demande reçue.", "{name}: no request received.", name=name)
    if row["served"] == 0:
        return says.say(
            "{name} : aucun foyer servi sur {need} éligibles.", "{name}: no household served out of {need} eligible.",
            name=name, need=says.count(row["need"]),
        )  # fmt: skip
    return says.say(
        "{name} : {served} foyers servis sur {need} éligibles ({share}) ; {gap} attendent.",
        "{name}: {served} households served out of {need} eligible ({share}); {gap} are waiting.",
        name=name, served=says.count(row["served"]), need=says.count(row["need"]), share=says.share(row["rate"]), gap=says.count(row["gap"]),
    )  # fmt: skip


def hundredths(value: float, says: Speaker) -> str:
    """Write a figure with two decimals, or that it is too small for them."""
    return (
        says.say("moins de 0,01", "under 0.01") if 0 < value < 0.01 else f"{value:.2f}".replace(".", says.say(",", "."))
    )


def figures_of(story: Story, says: Speaker) -> tuple[tuple[str, str], ...]:
    """Return the figures of the top of the page."""
    row = story.row
    per_thousand = "–" if row["need_per_1000"] is None else hundredths(row["need_per_1000"], says)
    found = [(says.count(row[name]), says.of(DEFINITIONS[name].label)) for name in COUNTS]
    found += [
        (says.share(row["rate"]), says.of(DEFINITIONS["rate"].label)),
        (per_thousand, says.of(DEFINITIONS["need_per_1000"].label)),
    ]
    moved = story.moves.get("served")
    if moved is not None and story.before_on is not None:
        sign = "+" if moved > 0 else ""
        found.append(
            (
                f"{sign}{says.count(moved)}",
                says.say("servis depuis le {day}", "served since {day}", day=says.day(story.before_on)),
            )
        )
    return tuple(found)


def remarks_of(found: Release, story: Story, says: Speaker) -> tuple[str, ...]:
    """Return what every report says of its figures: what is hidden, what is of an earlier day, where to check."""
    said = [
        says.say(
            "Éligible : que les règles permettent de servir. Servi : un plan adopté lui attribue du matériel. "
            "Masqué : moins de 11 foyers, ou chiffre qui se déduirait d'un autre ou d'une publication d'avant.",
            "Eligible: whom the policy allows to serve. Served: an adopted plan grants them something. "
            "Hidden: fewer than 11 households, or a figure that could be deduced from another or from an earlier release.",
        )
    ]
    old = [
        row for row in found.rows("standing") if any(row[f"{name}_on"] not in (None, found.as_of) for name in COUNTS)
    ]
    if old:
        said.append(
            says.say(
                "Territoires qui gardent un chiffre d'un jour antérieur : {n}, car il a bougé de moins de 11 foyers, ou le republier en trahirait un autre.",
                "Territories that keep a figure of an earlier day: {n}, as it moved by fewer than 11 households or would betray another.",
                n=says.count(len(old)),
            )
        )
    said.append(
        says.say(
            "Empreinte des chiffres (SHA-256) : {digest}",
            "Digest of the figures (SHA-256): {digest}",
            digest=found.digest,
        )
    )
    return tuple(said)


def gaps_table(story: Story, says: Speaker) -> Table:
    """Return where the gap is the widest."""
    return counts_table(says.say("Là où l'écart est le plus grand", "Where the gap is the widest"), says.say("Territoire", "Territory"),
                        story.widest, lambda row: str(row["name"]), says)  # fmt: skip


def counts_table(title: str, first: str, rows: Sequence[Row], name: Callable[[Row], str], says: Speaker) -> Table:
    """Return need, served, gap and share of some rows."""
    heads = (
        first,
        says.say("Éligibles", "Eligible"),
        says.say("Servis", "Served"),
        says.say("Attendent", "Waiting"),
        says.say("Part servie", "Share served"),
    )
    told = tuple((name(row), *(says.count(row[code]) for code in COUNTS), says.share(row["rate"])) for row in rows)
    return Table(title, heads, told)


# Kinds of household and waits, as the reports name them; the screens have the same words.
KIND_WORDS = {
    "partner_kind:school": S("Établissement scolaire", "School"),
    "partner_kind:student_service": S("Service étudiant", "Student service"),
    "partner_kind:shelter": S("Hébergement", "Shelter"),
    "partner_kind:association": S("Association", "Association"),
    "partner_kind:social_service": S("Service social", "Social service"),
    "waiting:under_1_week": S("moins d'une semaine", "under a week"),
    "waiting:1_to_2_weeks": S("1 à 2 semaines", "1 to 2 weeks"),
    "waiting:2_to_4_weeks": S("2 à 4 semaines", "2 to 4 weeks"),
    "waiting:4_to_8_weeks": S("4 à 8 semaines", "4 to 8 weeks"),
    "waiting:over_8_weeks": S("8 semaines et plus", "8 weeks and more"),
}
OTHER = S("Inconnu", "Unknown")


def kinds_table(found: Release, kind: str, says: Speaker) -> Table:
    """Return households by kind of structure."""
    return counts_table(says.say("Par type de structure", "By kind of structure"), says.say("Structure", "Structure"),
                        found.rows(f"standing_{kind}")[1:], lambda row: says.of(KIND_WORDS.get(row["territory_code"], OTHER)), says)  # fmt: skip


def waits_table(found: Release, says: Speaker) -> Table:
    """Return households by how long they waited."""
    return counts_table(says.say("Par attente", "By wait"), says.say("Attente", "Wait"), found.rows("standing_waiting")[1:],
                        lambda row: says.of(KIND_WORDS.get(row["territory_code"], OTHER)), says)  # fmt: skip


QUANTITY_WORDS = {
    "asked": S("demandé", "asked"), "eligible": S("éligible", "eligible"), "granted": S("attribué", "granted"),
    "released": S("libéré", "released"), "delivered": S("livré", "delivered"), "handed_over": S("remis", "handed over"),
    "returned": S("retourné", "returned"),
}  # fmt: skip


def quantities_table(found: Release, says: Speaker) -> Table:
    """Return the seven quantities."""
    units = {(row["side"], row["quantity"]): row["units"] for row in found.rows("quantities")}
    heads = (
        says.say("Quantité (unités)", "Quantity (units)"),
        says.say("Appareils", "Devices"),
        says.say("Connexions", "Data bundles"),
    )
    rows = tuple(
        (says.of(word), *(says.count(units[side, code]) for side in ("device", "data")))
        for code, word in QUANTITY_WORDS.items()
    )
    return Table(says.say("Du besoin à la remise", "From need to hand-over"), heads, rows)


NO_UNIT = S("", "")
SHORT_UNITS = {
    "median_wait_served_days": S("jours", "days"), "median_wait_open_days": S("jours", "days"),
    "median_distance_km": S("km", "km"),
}  # fmt: skip


def measures_table(found: Release, says: Speaker) -> Table:
    """Return the measures of the country, each with its unit."""
    rows = []
    for row in found.rows("measures"):
        known, value = DEFINITIONS[row["code"]], row["value"]
        is_share = known.unit.en.startswith("share")
        said = (
            says.share(value)
            if is_share
            else "–"
            if value is None
            else hundredths(value, says).removesuffix(says.say(",00", ".00"))
        )
        with_unit = (
            said
            if is_share or value is None
            else f"{said}\u00a0{says.of(SHORT_UNITS.get(row['code'], NO_UNIT))}".strip()
        )
        rows.append((says.of(known.label), with_unit))
    heads = (says.say("Mesure", "Measure"), says.say("Valeur", "Value"))
    return Table(says.say("Attente, distance, équité", "Waiting, distance, equity"), heads, tuple(rows))


def communes_table(found: Release, code: str, says: Speaker) -> Table:
    """Return the communes of a department of which something may be said, the greatest need first."""
    rows = [row for row in found.rows("standing") if row["parent_code"] == code and row["need"] and row["name"]]
    rows.sort(key=lambda row: (-row["need"], row["territory_code"]))
    title = says.say("Communes montrées ({n} au plus)", "Communes shown ({n} at most)", n=str(ROWS_SHOWN))
    return counts_table(title, says.say("Commune", "Commune"), rows[:ROWS_SHOWN], lambda row: str(row["name"]), says)


def sites_table(found: Release, code: str, says: Speaker) -> Table:
    """Return the sites of a department with their stock."""
    rows = sorted(
        (row for row in found.rows("sites") if row["department_code"] == code and row["side"] == "device"),
        key=lambda row: (-row["about_units"], row["site_code"]),
    )
    told = tuple((str(row["name"]), says.count(row["about_units"])) for row in rows[:ROWS_SHOWN])
    heads = (says.say("Site", "Site"), says.say("Appareils libres, à la dizaine", "Free devices, to the ten"))
    return Table(says.say("Sites du département", "Sites of the department"), heads, told)
