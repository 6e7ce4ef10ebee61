"""What places are called on the screens. It decides nothing."""

from dashboard.wording.translation import Words
from pipelines.office import Office


def department_names(office: Office, words: Words) -> dict[str | None, str]:
    """Return the name of each department by its code, and of none."""
    _ = words
    rows = office.territories.all_departments().to_pylist()
    return {None: _("Inconnu")} | {row["code"]: f"{row['name']} ({row['code']})" for row in rows}
