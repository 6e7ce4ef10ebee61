"""The master key of the organisation, and the keys derived from it for one purpose each.

It comes from the environment or from its own file, and no copy of it is ever made by the program.
"""

import os
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VARIABLE = "CONNEXION_MASTER_KEY"


def is_from_environment() -> bool:
    """Tell whether the settings give the master key; its file is then neither read nor made."""
    return bool(os.environ.get(VARIABLE))


def master_key(path: Path) -> bytes:
    """Read the master key from `CONNEXION_MASTER_KEY` (64 hex digits) or its file, made at the first start."""
    if is_from_environment():
        return bytes.fromhex(os.environ[VARIABLE])
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(AESGCM.generate_key(256))
    return path.read_bytes()


def derived(master: bytes, purpose: str) -> bytes:
    """Derive a 32-byte key for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master)


@lru_cache(maxsize=64)
def campaign_key(master: bytes, campaign_id: str) -> bytes:
    """Return the token key of a campaign: tokens of two campaigns cannot be joined."""
    return derived(master, f"token|{campaign_id}")
