"""Every page, who is offered it, and where it lives; the order is that of the menu.

Hiding a page is a courtesy: rights are checked by the pipelines at each read and each command.
"""

from dataclasses import dataclass

from campaigns.model.codes import Role
from dashboard.wording.translation import mark as _

C, P, L = Role.COORDINATOR, Role.PARTNER, Role.LEADERSHIP
APPROVER, LOGISTICS, DPO, ADMIN = Role.APPROVER, Role.LOGISTICS, Role.DPO, Role.ADMIN
EVERYBODY = tuple(Role)


@dataclass(frozen=True)
class PageEntry:
    """One page; `module` holds `page(desk)`, `url_path` is its address, `action` the right without which it is useless."""

    module: str
    title: str
    icon: str
    url_path: str
    roles: tuple[Role, ...]
    action: str
    needs_campaign: bool = True
    demonstration_only: bool = False


def _entry(
    name: str, title: str, icon: str, url_path: str, roles: tuple[Role, ...], action: str, needs_campaign: bool = True
) -> PageEntry:
    return PageEntry(f"dashboard.pages.{name}", title, f":material/{icon}:", url_path, roles, action, needs_campaign)


PAGES: tuple[PageEntry, ...] = (
    _entry("partner_home", _("Accueil"), "home", "mon-accueil", (P,), "list.read"),
    _entry(
        "coordinator_home",
        _("Accueil"),
        "home",
        "accueil",
        (C, APPROVER, LOGISTICS, DPO, ADMIN),
        "campaign.read",
        needs_campaign=False,
    ),
    _entry("partner_submit", _("Envoyer une liste"), "upload_file", "envoyer", (P, C), "list.submit"),
    _entry("partner_family", _("Ajouter une famille"), "person_add", "ajouter", (P, C), "list.submit"),
    _entry("partner_requests", _("Mes demandes"), "family_restroom", "demandes", (P,), "household.read"),
    _entry("hand_overs", _("Remises"), "handshake", "remises", (P, C, LOGISTICS), "handover.record"),
    _entry("coordinator_lists", _("Listes reçues"), "inbox", "listes", (C, APPROVER, DPO), "list.read"),
    _entry("coordinator_households", _("Foyers"), "groups", "foyers", (C, APPROVER, DPO), "household.read"),
    _entry("coordinator_questions", _("Doublons"), "compare_arrows", "doublons", (C, APPROVER, DPO), "household.read"),
    _entry("coordinator_policy", _("Règles"), "balance", "regles", (C, APPROVER, DPO, ADMIN), "policy.read"),
    _entry("coordinator_stock", _("Stock"), "inventory_2", "stock", (C, APPROVER, LOGISTICS), "stock.read"),
    _entry("coordinator_plan", _("Plan"), "checklist", "plan", (C, APPROVER), "plan.read"),
    _entry(
        "coordinator_deliveries",
        _("Livraisons"),
        "local_shipping",
        "livraisons",
        (C, APPROVER, LOGISTICS),
        "delivery.read",
    ),
    _entry(
        "leadership_figures", _("Situation"), "monitoring", "situation", (L, C, APPROVER, DPO, ADMIN), "figures.read"
    ),
    _entry("leadership_map", _("Carte"), "map", "carte", (L, C, APPROVER, LOGISTICS, DPO, ADMIN), "figures.read"),
    _entry("leadership_reports", _("Rapports"), "article", "rapports", (L, C, APPROVER, DPO, ADMIN), "figures.read"),
    _entry("coordinator_codes", _("Codes d'accès"), "key", "codes", (C, DPO, ADMIN), "code.read", needs_campaign=False),
    _entry(
        "admin_people",
        _("Personnes"),
        "manage_accounts",
        "personnes",
        (DPO, ADMIN),
        "member.read",
        needs_campaign=False,
    ),
    _entry("admin_family_rights", _("Droits des familles"), "shield_person", "droits", (DPO,), "person.search"),
    _entry("guide", _("Guide"), "menu_book", "guide", EVERYBODY, "campaign.read", needs_campaign=False),
    PageEntry(
        "dashboard.gallery",
        _("Style"),
        ":material/palette:",
        "style",
        EVERYBODY,
        "campaign.read",
        needs_campaign=False,
        demonstration_only=True,
    ),
)


def pages_of(role: Role) -> tuple[PageEntry, ...]:
    """Return the pages of a role, in the order of the menu."""
    return tuple(page for page in PAGES if role in page.roles)
