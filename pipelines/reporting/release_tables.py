"""Makes the tables of one release out of the counts of the day: each protected, and against all earlier releases.

What leaves this module may be published; nothing that comes into it may.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from campaigns.disclosure import THRESHOLD, dominated, protect
from campaigns.disclosure_chain import protect_chain
from campaigns.disclosure_groups import BITS, Pattern
from campaigns.model.codes import HousingKind, PartnerKind
from campaigns.territory_counts import COUNTRY, kind_counts, largest_shares, region_row, territory_counts
from pipelines.reporting.counted_families import WAIT_CLASSES, CountedFamilies
from pipelines.reporting.release_help import HELP, help_table
from pipelines.store.port import Row

COVERAGE: Final = "coverage"
# What households are, one table each: shown for the whole country, never crossed with a place.
KINDS: Final[dict[str, tuple[str, ...]]] = {
    "partner_kind": tuple(kind.value for kind in PartnerKind),
    "housing_kind": tuple(kind.value for kind in HousingKind),
    "waiting": tuple(WAIT_CLASSES),
    "week": (),
}
LINKED: Final = ("need", "served", "gap")

Tables = dict[str, pa.Table]
Earlier = Mapping[str, Sequence[pa.Table]]


@dataclass(frozen=True)
class Truth:
    """The counts of the day, not to be published as they are.

    Attributes
    ----------
    units
        side -> the seven quantities, in units, the largest first.
    people
        requests, known, structures, announced.
    flows
        site_code, department_code, units.
    donors
        donor, item, received, granted, delivered, handed_over (units).
    helped
        The families that asked for help with their device (`helped_families`).
    sites, one_more, items
        As their tables: about stock and its catalogue, not about families.
    """

    counted: CountedFamilies
    region_of: Mapping[str, str]
    units: Mapping[str, Mapping[str, int]]
    people: Mapping[str, int]
    flows: list[Row]
    donors: list[Row]
    sites: list[Row]
    one_more: list[Row]
    helped: pa.Table
    items: list[Row] = field(default_factory=list)


def protected_tables(truth: Truth, earlier: Earlier, threshold: int = THRESHOLD) -> Tables:
    """Return every table of the release.

    Parameters
    ----------
    earlier
        Name -> the tables of that name in the earlier releases, oldest first.
    """
    tables = counts_tables(truth, earlier, threshold)
    tables["quantities"] = quantities_table(truth, earlier, threshold)
    tables["people"] = people_table(truth, tables[COVERAGE], earlier, threshold)
    tables["flows"] = flows_table(truth.flows, earlier, threshold)
    told = earlier.get(HELP, ())
    always = always_listed(truth.region_of, told)
    tables[HELP] = help_table(truth.helped, always, truth.counted.known, told, threshold)
    tables["donors"] = donors_table(truth.donors, earlier, threshold)
    tables["sites"] = pa.Table.from_pylist(truth.sites, SITES)
    tables["one_more"] = pa.Table.from_pylist(truth.one_more, ONE_MORE)
    tables["items"] = pa.Table.from_pylist(truth.items, ITEMS)
    return tables


def counts_tables(truth: Truth, earlier: Earlier, threshold: int) -> Tables:
    """Return households by territory and by kind; the country, which all of them have, shows the same in each."""
    families = truth.counted.families
    true = {COVERAGE: territory_counts(families, always_listed(truth.region_of, earlier.get(COVERAGE, ())))}
    true |= {name: kind_counts(families, name, listed(name, earlier)) for name in KINDS}
    held = dominated(true[COVERAGE], largest_shares(families), threshold)
    forced: dict[str, dict[str, Pattern]] = {name: {} for name in true} | {COVERAGE: held}
    while True:
        found = {name: protect_counts(true[name], earlier.get(name, ()), forced[name], threshold) for name in true}
        hidden = Pattern.SHOWN
        for table in found.values():
            hidden |= country_pattern(table)
        if all(country_pattern(table) == hidden for table in found.values()):
            return found
        forced = {name: codes | {COUNTRY: codes.get(COUNTRY, Pattern.SHOWN) | hidden} for name, codes in forced.items()}


def always_listed(region_of: Mapping[str, str], earlier: Sequence[pa.Table]) -> dict[str, tuple[str, str]]:
    """Return the territories that have a row whatever happens, with parent and level."""
    found = {region_row(region): (COUNTRY, "region") for region in region_of.values()}
    found |= {code: (region_row(region), "department") for code, region in region_of.items()}
    for table in earlier:
        rows = zip(*(table[name].to_pylist() for name in ("territory_code", "parent_code", "level")), strict=True)
        found |= {code: (parent, level) for code, parent, level in rows if parent is not None}
    return found


def listed(name: str, earlier: Earlier) -> list[str]:
    """Return the codes of a kind that have a row whatever happens: the known ones, then those told of before."""
    told = {code.partition(":")[2] for table in earlier.get(name, ()) for code in table["territory_code"].to_pylist()}
    return [*KINDS[name], *sorted(told - {""} - set(KINDS[name]))]


def protect_counts(
    table: pa.Table, earlier: Sequence[pa.Table], forced: Mapping[str, Pattern], threshold: int
) -> pa.Table:
    """Protect the counts; while nobody was ever served, that is public, and saying it place by place tells nothing."""
    some = any(table["served"].to_pylist()) or any(
        count != 0 for before in earlier for count in before["served"].to_pylist()
    )
    if some:
        return protect(table, threshold, earlier, forced)
    whole = {code: Pattern.ALL if pattern & Pattern.NEED else Pattern.SHOWN for code, pattern in forced.items()}
    bare = [before.drop_columns(["served", "gap"]) for before in earlier]
    rows = protect(table.drop_columns(["served", "gap"]), threshold, bare, whole).to_pylist()
    filled = [
        row | {"served": 0, "gap": row["need"], "served_hidden": False, "gap_hidden": row["need_hidden"]}
        for row in rows
    ]
    return pa.Table.from_pylist(filled, protect(table, threshold).schema)


def country_pattern(table: pa.Table) -> Pattern:
    """Return what a table hides of the country."""
    row = next(row for row in table.to_pylist() if row["territory_code"] == COUNTRY)
    return Pattern(sum(bit for name, bit in zip(LINKED, BITS, strict=True) if row[f"{name}_hidden"]))


QUANTITIES: Final = pa.schema([("side", pa.string()), ("quantity", pa.string()), ("units", pa.int64())])


def quantities_table(truth: Truth, earlier: Earlier, threshold: int) -> pa.Table:
    """Return the seven quantities by side; units given back are part of none of the others."""
    rows: list[Row] = []
    for side, units in truth.units.items():
        before = [
            {row["quantity"]: row["units"] for row in table.to_pylist() if row["side"] == side}
            for table in earlier.get("quantities", ())
        ]
        chain = {name: count for name, count in units.items() if name != "returned"}
        shown = protect_chain(chain, threshold, before)
        shown |= protect_chain({"returned": units["returned"]}, threshold, before)
        rows += [{"side": side, "quantity": name, "units": count} for name, count in shown.items()]
    return pa.Table.from_pylist(rows, QUANTITIES)


PEOPLE: Final = pa.schema([("code", pa.string()), ("count", pa.int64())])


def people_table(truth: Truth, coverage: pa.Table, earlier: Earlier, threshold: int) -> pa.Table:
    """Return counts of the whole campaign: households known, served on both sides, requests, structures, families announced."""
    before = [dict(zip(*table.to_pydict().values(), strict=True)) for table in earlier.get("people", ())]
    country = next(row for row in coverage.to_pylist() if row["territory_code"] == COUNTRY)
    known: dict[str, Any] = {"need": country["need"]} if country["need"] is not None else {}
    shown = protect_chain(known | {"known": truth.counted.known}, threshold, before)
    families = truth.counted.families
    both = sum(a and b for a, b in zip(families["device"].to_pylist(), families["data"].to_pylist(), strict=True))
    served: dict[str, Any] = {"served": country["served"]} if country["served"] is not None else {}
    pair = protect_chain(served | {"both_sides": both}, threshold, before)
    found = {"known": shown["known"], "both_sides": pair["both_sides"] if served else None}
    for name in ("requests", "announced"):
        found |= protect_chain({name: truth.people[name]}, threshold, before)
    # Structures are organisations: how many take part says nothing of a family.
    found["structures"] = truth.people["structures"]
    return pa.Table.from_pylist([{"code": code, "count": count} for code, count in found.items()], PEOPLE)


def flows_table(flows: list[Row], earlier: Earlier, threshold: int) -> pa.Table:
    """Return units from sites to departments; protected as parts of what each site gives, and of what all give."""
    rows: list[Row] = [{"territory_code": COUNTRY, "parent_code": None, "units": sum(flow["units"] for flow in flows)}]
    before = earlier.get("flows", ())
    given = {(flow["site_code"], flow["department_code"]): flow["units"] for flow in flows}
    codes = (code.partition(">") for table in before for code in table["territory_code"].to_pylist())
    told = {(site, department) for site, _, department in codes if department}
    pairs = sorted(given.keys() | told)
    for site in sorted({site for site, _ in pairs}):
        units = {department: given.get((site, department), 0) for other, department in pairs if other == site}
        rows.append({"territory_code": f"{site}>", "parent_code": COUNTRY, "units": sum(units.values())})
        rows += [
            {"territory_code": f"{site}>{department}", "parent_code": f"{site}>", "units": count}
            for department, count in units.items()
        ]
    schema = pa.schema([("territory_code", pa.string()), ("parent_code", pa.string()), ("units", pa.int64())])
    return protect(pa.Table.from_pylist(rows, schema), threshold, before)


DONATED: Final = ("received", "granted", "delivered", "handed_over")
DONORS: Final = pa.schema([("donor", pa.string()), ("item", pa.string()), *((name, pa.int64()) for name in DONATED)])


def donors_table(donors: list[Row], earlier: Earlier, threshold: int) -> pa.Table:
    """Return what became of each donor's units; what was received is the donor's own figure, always told."""
    rows: list[Row] = []
    for donor in donors:
        same = [
            row for table in earlier.get("donors", ()) for row in table.to_pylist()
            if (row["donor"], row["item"]) == (donor["donor"], donor["item"])
        ]  # fmt: skip
        shown = protect_chain({name: donor[name] for name in DONATED[1:]}, threshold, same)
        rows.append({name: donor[name] for name in ("donor", "item", "received")} | shown)
    return pa.Table.from_pylist(rows, DONORS)


SITES: Final = pa.schema(
    [("site_code", pa.string()), ("name", pa.string()), ("kind", pa.string()), ("commune_code", pa.string()),
     ("department_code", pa.string()), ("side", pa.string()), ("about_units", pa.int64())]
)  # fmt: skip
ONE_MORE: Final = pa.schema([("item", pa.string()), ("sites", pa.int64()), ("sites_useful", pa.int64())])
ITEMS: Final = pa.schema([("item", pa.string()), ("label_fr", pa.string()), ("label_en", pa.string())])
