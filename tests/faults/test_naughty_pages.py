"""Hundreds of hostile names of structures, sites and families, through every page and every file of the house: nothing runs.

The campaign really receives them: what a list may not hold is held back by the product, and is shown held back.
"""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from campaigns.model.outcome import Refusal
from dashboard.style import fragment
from pipelines.cli import main
from pipelines.delivery.notes import export_deliveries
from pipelines.delivery.release import release_plan
from pipelines.intake.receive import Reception, receive_list
from pipelines.linkage.link import link_households
from pipelines.partners import import_partners, import_sites
from pipelines.planning.life import adopt_plan, approve_plan, lock_plan
from pipelines.planning.propose import propose_plan
from pipelines.planning.stock import import_stock
from pipelines.reporting.releases import publish_figures
from pipelines.territory.layers import Origin, import_layer
from tests.journeys.app_server import is_elsewhere, served
from tests.journeys.visitor import Visitor
from tests.unit.naughty import naughty_strings
from tests.unit.small_campaign import APPROVER, COORDINATOR, opened_campaign

pytestmark = [pytest.mark.slow, pytest.mark.browser]
NAMES = [name for name in naughty_strings() if name.strip("\x00 \t\r\n")]
WATCH = "window.ran = 0; window.alert = () => { window.ran = 1; };"
RISKY = "=+-@\t\r\n\0"
# One role with its pages and views.
VISITS = {
    "coordinator": (
        "accueil", "listes", "listes?vue=structures", "foyers", "doublons", "stock", "stock?vue_stock=lots", "stock?vue_stock=mouvements",
        "stock?vue_stock=alertes", "carte?calque=sites", "carte?calque=flux", "carte?calque=fait:qpv",
    ),
    "approver": (
        "plan?onglet=qui", "plan?onglet=quoi", "plan?onglet=ecarts", "plan?onglet=dons", "plan?onglet=exceptions", "livraisons",
        "livraisons?vue_livraisons=bons", "livraisons?vue_livraisons=suivi", "regles?vue_regles=classement", "rapports",
    ),
    "partner": (
        "mon-accueil", "demandes", "demandes?vue=corriger", "demandes?vue=listes", "demandes?vue=remises", "remises", "envoyer", "ajouter",
    ),
    "leadership": ("situation", "carte?departement=93&calque=sites", "rapports"),
}  # fmt: skip


@dataclass(frozen=True)
class Poisoned:
    """The folder of the campaign, and the files that left it."""

    home: Path
    files: Path


def table(header: str, rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([header.split(";"), *rows])
    return text.getvalue().encode("utf-8", "replace")


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Poisoned:
    """Fill a campaign whose structures, sites and families all have hostile names, and let its files leave."""
    home, files = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("files")
    small = opened_campaign(home)
    office, campaign_id = small.office, small.campaign_id
    kinds = ("school", "shelter", "association")
    partners = [[f"P{n}", name, kinds[n % 3], "93066", "", ""] for n, name in enumerate(NAMES)]
    sites = [[f"S{n}", name, "relais", "93066", "20"] for n, name in enumerate(NAMES)]
    made = import_partners(
        office, COORDINATOR, table("code;name;kind;commune_code;phone;email", partners), "partners.csv"
    )
    assert not isinstance(made, Refusal) and made["added"] > 580, made
    made = import_sites(office, COORDINATOR, table("code;name;kind;commune_code;capacity_per_day", sites), "sites.csv")
    assert not isinstance(made, Refusal) and made["added"] > 580, made
    today = office.clock().date().isoformat()
    stock = [[f"S{n}", "laptop", "A", "1", today, name, ""] for n, name in enumerate(NAMES)]
    assert not isinstance(
        import_stock(office, COORDINATOR, campaign_id, table("site_code;item;grade;quantity;available_on;donor;earmark", stock), "s.csv"), Refusal
    )  # fmt: skip
    header = "Référence;Nom;Prénom;Téléphone;Code postal;Commune;Ordinateur"
    families = [[f"R-{n}", name, name, f"06{n:08d}", "93200", "Saint-Denis", "1"] for n, name in enumerate(NAMES)]
    answers = [receive_list(office, COORDINATOR, campaign_id, table(header, families[first::3]), f"{NAMES[first]}.csv".replace("/", "_"), Reception(code))
               for first, code in enumerate(("ECOLE1", "CHRS1", "P7"))]  # fmt: skip
    assert not [answer for answer in answers if isinstance(answer, Refusal)]
    origin = Origin(NAMES[0], NAMES[5], NAMES[60], is_sample=True)
    steps = [
        import_layer(office, COORDINATOR, "qpv", b"code_insee\n93066\n", "qpv.csv", origin),
        link_households(office, COORDINATOR, campaign_id),
        propose_plan(office, COORDINATOR, campaign_id), lock_plan(office, COORDINATOR, campaign_id),
        approve_plan(office, APPROVER, campaign_id), adopt_plan(office, COORDINATOR, campaign_id),
        release_plan(office, COORDINATOR, campaign_id), publish_figures(office, COORDINATOR, campaign_id),
        export_deliveries(office, COORDINATOR, campaign_id, files / "bons"),
    ]  # fmt: skip
    office.close()
    assert not [step for step in steps if isinstance(step, Refusal)]
    receipt = files / "liste.csv"
    receipt.write_bytes(table(header, families[:200]))
    for verb in (
        ["export", "figures", "--to", str(files / "chiffres")], ["export", "coverage", "--to", str(files / "couverture")],
        ["export", "mediation", "--to", str(files / "mediation")],
        ["receive", str(receipt), "--partner", "P9", "--receipt", str(files / "recu.csv")],
        ["figures", "report", "department", "--about", "93", "--out", str(files / "93.html")],
    ):  # fmt: skip
        assert main([*verb, "--home", str(home), "--json"]) in (0, 1), verb
    receipt.unlink()
    return Poisoned(home, files)


@pytest.fixture(scope="module")
def address(poisoned: Poisoned) -> Iterator[str]:
    """Serve the campaign."""
    with served(poisoned.home) as at:
        yield at


@pytest.mark.parametrize("role", sorted(VISITS))
def test_no_name_runs_on_any_page(chromium: Browser, address: str, role: str) -> None:
    with closing(Visitor(chromium, address)) as visitor:
        visitor.context.add_init_script(WATCH)
        dialogs: list[str] = []
        hostile: list[str] = []
        visitor.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for page in VISITS[role]:
            who = f"role={role}" + ("&structure=P7" if role == "partner" else "")
            visitor.opens(f"{page}{'&' if '?' in page else '?'}{who}")
            assert len(visitor.main.inner_text()) > 100, page
            for frame in visitor.page.frames:
                assert frame.evaluate("window.ran") == 0, (page, frame.url)
                hostile += [page] if "alert(1)" in frame.content() else []
        assert dialogs == []
        # The names are there, and were not left out.
        assert hostile, role
        assert [url for url in visitor.asked if is_elsewhere(url, address)] == []


def test_a_fragment_of_each_name_runs_nothing(chromium: Browser, tmp_path: Path) -> None:
    parts = [
        fragment(
            "<div title='{name}' aria-label='{name}'><b>{name}</b> <a href='/app?x={name}'>{name}</a></div>", name=name
        )
        for name in naughty_strings()
    ]
    path = tmp_path / "page.html"
    text = f"<!doctype html><meta charset='utf-8'><body>{''.join(parts)}</body>"
    path.write_text(text, encoding="utf-8", errors="replace")
    context = chromium.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.evaluate(
        "document.querySelectorAll('div').forEach(each => { each.dispatchEvent(new MouseEvent('mouseover')); each.click(); })"
    )
    assert page.evaluate("window.ran") == 0 and page.locator("div").count() == len(parts)
    assert page.locator("script, img, svg, iframe").count() == 0
    context.close()
    assert asked == [path.as_uri()]


def test_no_cell_that_leaves_is_a_formula_and_no_geojson_or_page_holds_a_tag(poisoned: Poisoned) -> None:
    kinds: dict[str, int] = {}
    for path in sorted(poisoned.files.rglob("*")):
        if not path.is_file():
            continue
        kinds[path.suffix] = kinds.get(path.suffix, 0) + 1
        if path.suffix == ".csv":
            text = path.read_text("utf-8-sig")
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
                for cell in row:
                    assert not is_formula(cell), (path.name, cell)
        elif path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                for name in book.namelist():
                    if name.startswith("xl/worksheets/"):
                        assert b"<f>" not in book.read(name) and b"<hyperlink" not in book.read(name), path.name
        elif path.suffix == ".html":
            page = path.read_text("utf-8")
            assert "<script>alert" not in page and "onerror=alert" not in page.replace("&quot;", ""), path.name
        elif path.suffix == ".pdf":
            assert path.read_bytes().startswith(b"%PDF-") and b"/JavaScript" not in path.read_bytes()
    assert {".csv", ".xlsx", ".pdf", ".geojson", ".html"} <= set(kinds), kinds
    assert (poisoned.files / "recu.csv").is_file() and (poisoned.files / "93.html").is_file()


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet would run a cell."""
    visible = "".join(c for c in unicodedata.normalize("NFKC", cell) if unicodedata.category(c) not in ("Cf", "Zs"))
    return bool(visible) and visible[0] in RISKY and not re.fullmatch(r"-?\d+(\.\d+)?|\+\d{8,15}", cell)
