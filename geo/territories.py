"""What the rest of the application asks about places: a commune by its code, its department, what a row means.

It must never guess: a place that is not certain is answered with the candidates.
"""

from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from geo.gazetteer import REFERENCE, Commune, Gazetteer, read_gazetteer_columns
from geo.place_names import name_key
from geo.resolution import CommuneAnswer, CommuneStatus, full_postcode, resolve

__all__ = ["Commune", "CommuneAnswer", "CommuneStatus", "Territories", "load_territories"]


class Territories(Gazetteer):
    """The gazetteer with the questions that are asked of it."""

    def commune(self, code: str | None) -> Commune | None:
        """Return a commune by its present code, or None."""
        return self.communes.get(code) if code else None

    def resolve_commune(
        self, name: str | None, postcode: str | None, code: str | None, department_hint: str | None = None
    ) -> CommuneAnswer:
        """Say which commune a row means.

        Parameters
        ----------
        name, postcode, code
            As written; any may be missing. A postcode of four digits has lost its zero.
        department_hint
            Used only to part homonyms when there is no postcode.
        """
        return resolve(self, name, postcode, code, department_hint)

    def communes_named(self, part: str) -> list[str]:
        """Return the codes of the communes whose name holds a text, however it is written; sorted. An empty text names none."""
        key = name_key(part)
        return sorted({code for name, codes in self.by_name.items() if key and key in name for code in codes})

    def department_of(self, commune_code: str) -> str:
        """Return the department of a commune; KeyError when the code is unknown."""
        return self.communes[commune_code].department_code

    def department_of_postcode(self, postcode: str | None) -> str | None:
        """Return the department of a postcode, only when all its communes are in one."""
        codes = self.by_postcode.get(full_postcode(postcode) or "", ())
        found = {self.communes[code].department_code for code in codes}
        return found.pop() if len(found) == 1 else None

    def department_name(self, code: str) -> str:
        """Return the name of a department; KeyError when unknown."""
        return self.departments[code].name

    def region_of_department(self, code: str) -> str:
        """Return the region code of a department; KeyError when unknown."""
        return self.departments[code].region_code

    def all_departments(self) -> pa.Table:
        """Return the 101 departments: code (key), name, region_code, population; sorted by code."""
        areas = sorted(self.departments.values(), key=lambda area: area.code)
        names = ("code", "name", "region_code", "population")
        return pa.table({name: [getattr(area, name) for area in areas] for name in names})


@lru_cache(maxsize=2)
def load_territories(folder: Path = REFERENCE) -> Territories:
    """Read the reference tables, once a process."""
    return Territories(**read_gazetteer_columns(folder))
