"""The list of what the program is made of (CycloneDX 1.5), from its lock and what is installed; nothing is asked of a network.

Two runs on one lock give the same bytes. It must never name a machine or a registry.
"""

import json
import re
import uuid
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, metadata, version
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
LOCK: Final = ROOT / "requirements.lock"
LEAFLET: Final = ROOT / "static" / "vendor" / "leaflet"
PRODUCT: Final = "connexion-urgence"
PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
LEAFLET_VERSION: Final = re.compile(r"Leaflet (\d+\.\d+\.\d+)")


def bill(lock: str) -> dict[str, Any]:
    """Return the list for a lock's text."""
    components = [component(*pinned) for pinned in pinned_in(lock)] + list(vendored())
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=sha256(lock.encode()).digest()[:16], version=4)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": PRODUCT,
                "name": PRODUCT,
                "version": installed(PRODUCT) or "0",
            }
        },
        "components": components,
        "dependencies": [{"ref": PRODUCT, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def pinned_in(lock: str) -> Iterator[tuple[str, str, list[str]]]:
    """Give name, version and the hashes of each requirement of a lock."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        found = PINNED.match(block)
        if found:
            yield found[1], found[2], HASH.findall(block)


def component(name: str, pinned: str, hashes: list[str]) -> dict[str, Any]:
    """Return one library; each accepted file of it is listed by its hash, because the lock accepts any of them."""
    address = f"pkg:pypi/{re.sub(r'[-_.]+', '-', name).lower()}@{pinned}"
    said = [{"name": "lock:sha256", "value": value} for value in hashes]
    there = installed(name)
    if there != pinned:
        said.append({"name": "installed:version", "value": there or "none"})
    made: dict[str, Any] = {
        "type": "library", "bom-ref": address, "name": name, "version": pinned, "purl": address, "properties": said,
    }  # fmt: skip
    licence = licence_of(name)
    return made | ({"licenses": [{"license": {"name": licence}}]} if licence else {})


def installed(name: str) -> str | None:
    """Return the version that is installed, or None."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def licence_of(name: str) -> str | None:
    """Return the licence that an installed library declares, in one line."""
    try:
        said = metadata(name)
    except PackageNotFoundError:
        return None
    classified = [
        line.rsplit(" :: ", 1)[-1] for line in said.get_all("Classifier") or () if line.startswith("License ::")
    ]
    ways = (said.get_all("License-Expression"), ["; ".join(classified)], said.get_all("License"))
    declared = next((way[0].strip() for way in ways if way and way[0].strip()), "")
    return declared.splitlines()[0][:120] if declared else None


def vendored() -> Iterator[dict[str, Any]]:
    """Give what is served from this repository and comes from elsewhere: the map's library."""
    script = LEAFLET / "leaflet.js"
    found = LEAFLET_VERSION.search(script.read_text("utf-8")[:2_000]) if script.exists() else None
    if found:
        address = f"pkg:npm/leaflet@{found[1]}"
        content = sha256(script.read_bytes()).hexdigest()
        yield {
            "type": "library", "bom-ref": address, "name": "leaflet", "version": found[1], "purl": address,
            "hashes": [{"alg": "SHA-256", "content": content}], "licenses": [{"license": {"id": "BSD-2-Clause"}}],
        }  # fmt: skip


def write_bill(to: Path, lock: Path = LOCK) -> dict[str, Any]:
    """Write the list; returns `file, components` and the names whose installed version is another than the lock's."""
    made = bill(lock.read_text("utf-8"))
    to.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    other = [
        one["name"] for one in made["components"]
        if any(said["name"] == "installed:version" for said in one.get("properties", ()))
    ]  # fmt: skip
    return {"file": to.name, "components": len(made["components"]), "differing": other}
