"""A Dask cluster that does the work that can be divided, where the settings name one; without one, this machine does it.

Clear rows travel to its workers: only an encrypted address is taken, or one of this machine.
"""

import os
from concurrent.futures import Executor
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from campaigns.model.outcome import CannotGoOn, Sentence

CLUSTER = "CONNEXION_DASK"
# Certificate authority, certificate and key by which an encrypted cluster and this program know each other.
CERTIFICATES = ("CONNEXION_DASK_CA", "CONNEXION_DASK_CERT", "CONNEXION_DASK_KEY")
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def lent_executor() -> Executor | None:
    """Return the executor of the cluster that `CONNEXION_DASK` names, or None.

    Raises
    ------
    CannotGoOn
        When the address is neither encrypted nor of this machine, Dask is not installed, or nobody answers there.
    """
    address = os.environ.get(CLUSTER, "").strip()
    return executor_at(address) if address else None


@cache
def executor_at(address: str) -> Executor:
    """Join a cluster, once a process."""
    parts = urlsplit(address)
    if parts.scheme != "tls" and not (parts.scheme == "tcp" and parts.hostname in HERE):
        raise cluster_open()
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise cluster_missing() from None
    try:
        client: Any = distributed.Client(
            address, security=security(distributed) if parts.scheme == "tls" else None, timeout=10
        )
    except (OSError, TimeoutError, ValueError):
        raise cluster_silent() from None
    executor: Executor = client.get_executor(pure=False)
    return executor


def security(distributed: Any) -> Any:
    """Return the certificates of an encrypted cluster; Dask's own settings where the environment names none."""
    authority, certificate, key = (os.environ.get(name) for name in CERTIFICATES)
    return distributed.Security(
        require_encryption=True, tls_ca_file=authority, tls_client_cert=certificate, tls_client_key=key
    )


def cluster_open() -> CannotGoOn:
    """Say that clear rows would travel for all to read."""
    return CannotGoOn(
        "cluster_open",
        Sentence(
            f"{CLUSTER} doit commencer par « tls:// », ou désigner cette machine (« tcp://127.0.0.1:8786 ») : les noms des familles "
            "passent par là. Rien n'a été envoyé.",
            f"{CLUSTER} must begin with “tls://”, or name this machine (“tcp://127.0.0.1:8786”): the families' names pass there. "
            "Nothing was sent.",
        ),
    )


def cluster_missing() -> CannotGoOn:
    """Say that Dask is not installed."""
    return CannotGoOn(
        "cluster_missing",
        Sentence(
            f"{CLUSTER} est réglé, mais Dask n'est pas installé ici. Installez « distributed », ou retirez ce réglage.",
            f"{CLUSTER} is set, but Dask is not installed here. Install “distributed”, or remove this setting.",
        ),
    )


def cluster_silent() -> CannotGoOn:
    """Say that nobody answers at the address."""
    return CannotGoOn(
        "cluster_silent",
        Sentence(
            f"Les machines que désigne {CLUSTER} ne répondent pas. Démarrez-les, ou retirez ce réglage : cette machine fera le calcul.",
            f"The machines that {CLUSTER} names do not answer. Start them, or remove this setting: this machine will compute.",
        ),
    )
