"""Reports as files: the situation, a donor's page, a department's page; HTML that opens anywhere, and PDF.

Each is made from one release, by whoever may read published figures.
"""

from campaigns.model.actor import Actor
from campaigns.model.outcome import Refusal, Sentence
from pipelines.campaigns_desk import list_campaigns
from pipelines.office import Office
from pipelines.reporting.releases import Release, release
from pipelines.reporting.report_content import department_report, donor_report, situation_report
from pipelines.reporting.report_html import report_html
from pipelines.reporting.report_parts import Report
from pipelines.reporting.report_pdf import report_pdf

LANGUAGES = ("fr", "en")
SITUATION, DEPARTMENT, DONOR = "situation", "department", "donor"


def report_of(found: Release, campaign: str, language: str, kind: str, about: str = "") -> Report | Refusal:
    """Return a report.

    Parameters
    ----------
    kind
        situation, department (about: its code) or donor (about: their name).
    """
    if kind == SITUATION:
        return situation_report(found, campaign, language)
    if kind == DEPARTMENT and any(
        row["territory_code"] == about and row["level"] == "department" and row["name"]
        for row in found.rows("standing")
    ):
        return department_report(found, campaign, language, about)
    if kind == DONOR and about in donors(found):
        return donor_report(found, campaign, language, about)
    return Refusal(
        "unknown_subject",
        Sentence(
            f"Aucun rapport sur « {about} » : ce n'est ni un département ni un donateur de cette publication.",
            f"No report about “{about}”: it is neither a department nor a donor of this release.",
        ),
    )


def donors(found: Release) -> list[str]:
    """Return the donors that a release tells of."""
    return sorted({row["donor"] for row in found.rows("donors")})


def report_file(
    office: Office,
    actor: Actor,
    campaign_id: str,
    kind: str,
    about: str = "",
    *,
    language: str = "fr",
    as_pdf: bool = True,
    release_id: str | None = None,
) -> bytes | Refusal:
    """Return a report as a file, from the newest release where none is named."""
    found = release(office, actor, campaign_id, release_id)
    if isinstance(found, Refusal):
        return found
    campaign = next(
        (str(row["name"]) for row in list_campaigns(office, actor) if row["campaign_id"] == campaign_id), ""
    )
    report = report_of(found, campaign, language, kind, about)
    if isinstance(report, Refusal):
        return report
    return report_pdf(report, found.made_at, language) if as_pdf else report_html(report, language)
