"""The link to the table to fill, for who has no list yet; the table itself is made by the pipelines when it is fetched."""

from campaigns.model.outcome import CannotGoOn, Refusal
from dashboard.parts.export import XLSX_TYPE
from dashboard.parts.fetch_links import FileLink
from pipelines.intake.template import FILE_NAME, template_file


def template_link(label: str, partner_kind: str) -> FileLink:
    """Return the link to the table of a kind of structure; its titles are French, as the lists are."""
    return FileLink(label, lambda: template_of(partner_kind), FILE_NAME, XLSX_TYPE)


def template_of(partner_kind: str) -> bytes:
    """Make the table.

    Raises
    ------
    CannotGoOn
        When no structure is of that kind.
    """
    made = template_file(partner_kind)
    if isinstance(made, Refusal):
        raise CannotGoOn(made.code, made.sentence)
    return made
