"""The master key of the organisation, and the keys derived from it for one purpose each.

It comes from the environment or from its own file, and no copy of it is ever made by the program.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def master_key(path: Path) -> bytes:
    """Read the master key from `CONNEXION_MASTER_KEY` (64 hex digits) or its file, made at the first start."""
    from_environment = os.environ.get("CONNEXION_MASTER_KEY")
    if from_environment:
        return bytes.fromhex(from_environment)
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(AESGCM.generate_key(256))
    return path.read_bytes()


def derived(master: bytes, purpose: str) -> bytes:
    """Derive a 32-byte key for one purpose (HKDF-SHA256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(master)
