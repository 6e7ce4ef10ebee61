"""How people sign in here: read from the environment and one private file, and refused where a setting is weak.

`CONNEXION_AUTH` is `dev` (fictive people, on this machine only) or `oidc`. The file is `keys/sign_in.toml` of the folder, or the
one that `CONNEXION_SIGN_IN` names. A secret must never appear in a sentence of this module.
"""

import os
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from campaigns.model.outcome import CannotGoOn, Sentence

DEV, OIDC = "dev", "oidc"
FILE = "sign_in.toml"
CALLBACK = "/oauth2callback"
SECRET_SIGNS, DIFFERENT_SIGNS = 32, 10
PROVIDER_KEYS = ("client_id", "client_secret", "server_metadata_url")


@dataclass(frozen=True)
class SignInSettings:
    """What the house was told about signing in.

    `address` is where people find the dashboard; `provider` holds `client_id`, `client_secret`, `server_metadata_url` and
    `label`; `addresses_proved` says that the provider proves e-mail addresses without saying so in each token.
    """

    mode: str = DEV
    path: Path | None = None
    address: str = ""
    cookie_secret: str = field(default="", repr=False)
    provider: Mapping[str, str] = field(default_factory=dict, repr=False)
    addresses_proved: bool = False

    @property
    def behind_tls(self) -> bool:
        """Tell whether browsers reach the dashboard by https."""
        return self.mode == OIDC and self.address.startswith("https://")


def read_settings(home: Path, environment: Mapping[str, str] | None = None) -> SignInSettings:
    """Read the settings of a folder.

    Raises
    ------
    CannotGoOn
        When the file is absent in `oidc` mode, or cannot be read.
    """
    known = os.environ if environment is None else environment
    mode = known.get("CONNEXION_AUTH", DEV)
    if mode != OIDC:
        return SignInSettings(mode)
    path = Path(known.get("CONNEXION_SIGN_IN") or home / "keys" / FILE)
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise CannotGoOn(
            "no_sign_in_file",
            Sentence(
                f"CONNEXION_AUTH vaut « oidc », mais {path.name} n'existe pas ou ne peut pas être lu. Voyez docs/deploy/README.md.",
                f"CONNEXION_AUTH is “oidc”, but {path.name} does not exist or cannot be read. See docs/deploy/README.md.",
            ),
        ) from None
    provider = {str(key): str(value) for key, value in dict(told.get("provider", {})).items()}
    return SignInSettings(
        mode,
        path,
        str(told.get("address", "")).rstrip("/"),
        str(told.get("cookie_secret", "")),
        provider,
        told.get("addresses_proved") is True,
    )


def streamlit_secrets(settings: SignInSettings) -> dict[str, Any]:
    """Return the settings in the shape in which Streamlit takes them; nothing in `dev` mode."""
    if settings.mode != OIDC:
        return {}
    provider = {key: settings.provider.get(key, "") for key in PROVIDER_KEYS}
    return {"auth": {"redirect_uri": settings.address + CALLBACK, "cookie_secret": settings.cookie_secret, **provider}}


def check_settings(settings: SignInSettings, home: Path, served_on: str | None) -> None:
    """Let nothing be served under a weak setting.

    Raises
    ------
    CannotGoOn
        With every weakness, so that all are mended at once.
    """
    found = weaknesses(settings, home, served_on)
    if found:
        raise CannotGoOn(
            "weak_settings", Sentence(" ".join(weak.fr for weak in found), " ".join(weak.en for weak in found))
        )


def weaknesses(settings: SignInSettings, home: Path, served_on: str | None) -> list[Sentence]:
    """Return what must be mended before anything is served.

    Parameters
    ----------
    served_on
        The address that the server listens at; None listens everywhere.
    """
    return [found for check in CHECKS for found in check(settings, home, served_on)]


Check = Callable[[SignInSettings, Path, str | None], Iterator[Sentence]]


def known_mode(settings: SignInSettings, home: Path, served_on: str | None) -> Iterator[Sentence]:
    """Know the way of signing in."""
    if settings.mode not in (DEV, OIDC):
        yield Sentence(
            f"CONNEXION_AUTH vaut « {settings.mode} ». Valeurs possibles : « dev » (personnes fictives) et « oidc ».",
            f"CONNEXION_AUTH is “{settings.mode}”. Possible values: “dev” (fictive people) and “oidc”.",
        )


def fictive_people_stay_here(settings: SignInSettings, home: Path, served_on: str | None) -> Iterator[Sentence]:
    """Serve fictive people, who have no password, to this machine alone."""
    if settings.mode == DEV and not is_loopback(served_on):
        yield Sentence(
            f"Le mode démonstration n'a pas de mot de passe : il ne se sert que sur 127.0.0.1, pas sur « {served_on or '0.0.0.0'} ».",  # noqa: S104 named, not served
            f"Demonstration mode has no password: it is served on 127.0.0.1 only, not on “{served_on or '0.0.0.0'}”.",  # noqa: S104
        )


def strong_cookie_secret(settings: SignInSettings, home: Path, served_on: str | None) -> Iterator[Sentence]:
    """Sign cookies with a secret that nobody guesses."""
    secret = settings.cookie_secret
    if settings.mode == OIDC and (len(secret) < SECRET_SIGNS or len(set(secret)) < DIFFERENT_SIGNS):
        yield Sentence(
            f"« cookie_secret » est trop faible : {SECRET_SIGNS} signes au moins, tirés au hasard (python3 -c 'import secrets; print(secrets.token_hex(32))').",
            f"“cookie_secret” is too weak: {SECRET_SIGNS} signs at least, drawn at random.",
        )


def https_everywhere_else(settings: SignInSettings, home: Path, served_on: str | None) -> Iterator[Sentence]:
    """Reach the dashboard and the provider by https, outside this machine."""
    if settings.mode != OIDC:
        return
    for name, url in (
        ("address", settings.address),
        ("server_metadata_url", settings.provider.get("server_metadata_url", "")),
    ):
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            yield Sentence(
                f"« {name} » doit commencer par https:// ; http:// ne va que pour cette machine.",
                f"“{name}” must start with https://; http:// is for this machine only.",
            )


def whole_provider(settings: SignInSettings, home: Path, served_on: str | None) -> Iterator[Sentence]:
    """Know the identity provider."""
    missing = [key for key in PROVIDER_KEYS if settings.mode == OIDC and not settings.provider.get(key)]
    if missing:
        yield Sentence(
            f"Il manque dans [provider] : {', '.join(missing)}.", f"Missing in [provider]: {', '.join(missing)}."
        )


def private_secrets(settings: SignInSettings, home: Path, served_on: str | None) -> Iterator[Sentence]:
    """Keep the files of secrets from other users of the machine."""
    for path in (home / "keys" / "master.key", settings.path):
        if path is not None and path.exists() and not private(path):
            yield Sentence(
                f"D'autres personnes de cette machine peuvent lire {path.name}. Corrigez avec : chmod 600 {path.name}",
                f"Other people of this machine can read {path.name}. Mend it with: chmod 600 {path.name}",
            )


CHECKS: tuple[Check, ...] = (
    known_mode,
    fictive_people_stay_here,
    strong_cookie_secret,
    https_everywhere_else,
    whole_provider,
    private_secrets,
)


def is_loopback(host: str | None) -> bool:
    """Tell whether an address is that of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address((host or "").strip("[]")).is_loopback
    except ValueError:
        return False


def private(path: Path) -> bool:
    """Tell whether only its owner can read a file (always true where the system has no such rights)."""
    return os.name != "posix" or path.stat().st_mode & 0o077 == 0
