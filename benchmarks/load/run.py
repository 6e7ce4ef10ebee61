"""Sessions that work at once on one server: first loads, redraws, errors and the memory of the server, with the machine's description.

Each session speaks Streamlit's protocol over its own WebSocket, without a browser: what a browser draws, and the files that it fetches, are
not in the figures. The client runs on the same cores as the server; the processor time of both is printed.
"""

import argparse
import os
import platform
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from dashboard.waiting_room import MOST
from pipelines.office import open_office
from pipelines.partners import list_partners
from pipelines.people import person_named
from tests.wire import Wire
from tests.wire_browser import WireBrowser

ROOT = Path(__file__).parents[2]
# Who comes, how many in ten, and the pages where they work.
WORK = (
    ("partner", 5, ("", "demandes", "envoyer", "remises")),
    ("coordinator", 4, ("", "listes", "foyers", "doublons", "stock", "plan")),
    ("leadership", 1, ("", "carte")),
)


@dataclass
class Figures:
    """What every session measured, in seconds."""

    first: list[float] = field(default_factory=list)
    redraw: list[float] = field(default_factory=list)
    pages: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    # How long whoever had to wait for a place was told so before working, and who still waited at the end.
    queued: list[float] = field(default_factory=list)
    still: int = 0


def main() -> int:
    """Serve the folder, send the sessions, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a folder made by: connexion demo --requests 12000")
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--arrivals-per-second", type=float, default=1.0, help="0: all at once")
    parser.add_argument("--most", type=int, help="how many may work at once (CONNEXION_MOST_SESSIONS)")
    parser.add_argument("--seconds", type=float, default=60, help="how long the work goes on after the last arrival")
    parser.add_argument("--think-seconds", type=float, default=8, help="mean pause between two pages of one session")
    parser.add_argument(
        "--stay-seconds", type=float, default=86_400, help="how long somebody works before leaving for good"
    )
    parser.add_argument("--port", type=int, default=8877)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    structures = codes_of_structures(options.home)
    most = {MOST: str(options.most)} if options.most else {}
    server = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "serve", "--home", str(options.home), "--port", str(options.port),
         "--no-browser"],
        cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)} | most, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://127.0.0.1:{options.port}"
    try:
        until_ready(address)
        before = processor_seconds(server.pid)
        figures = send_sessions(address, options, structures)
        show(figures, options, server.pid, processor_seconds(server.pid) - before)
    finally:
        server.terminate()
        server.wait(timeout=30)
    return 0


def codes_of_structures(home: Path) -> list[str]:
    """Return the structures of the folder, read before the server holds it."""
    office = open_office(home)
    try:
        return [str(row["code"]) for row in list_partners(office, person_named(None))]
    finally:
        office.close()


def until_ready(address: str) -> None:
    """Wait until the server answers; a minute at most."""
    for _ in range(120):
        try:
            if httpx.get(f"{address}/healthz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise SystemExit("the server did not start in a minute")


def send_sessions(address: str, options: argparse.Namespace, structures: list[str]) -> Figures:
    """Let the sessions arrive one by one, work until the end, and return what they measured."""
    figures = Figures()
    pause = 1 / options.arrivals_per_second if options.arrivals_per_second else 0.0
    ends = time.monotonic() + options.sessions * pause + options.seconds
    roles = [(role, pages) for role, share, pages in WORK for _ in range(share)]
    threads = []
    for number in range(options.sessions):
        role, pages = roles[number * 7 % len(roles)]
        dice = random.Random(f"{options.seed}/{number}")
        link = f"role={role}" + (f"&structure={dice.choice(structures)}" if role == "partner" else "")
        work = threading.Thread(target=session, args=(address, link, pages, dice, ends, options, figures))
        work.start()
        threads.append(work)
        time.sleep(pause)
    for work in threads:
        work.join(timeout=180)
    return figures


def session(
    address: str,
    link: str,
    pages: tuple[str, ...],
    dice: random.Random,
    ends: float,
    options: argparse.Namespace,
    figures: Figures,
) -> None:
    """Open a page, then go from page to page with pauses, until the end."""
    try:
        started = time.monotonic()
        with WireBrowser(address) as visitor:
            visitor.opens(link)
            figures.first.append(time.monotonic() - started)
            note_errors(visitor, named(link, pages[0]), figures)
            if not let_in(visitor, link, ends, figures):
                return
            leaves = min(ends, time.monotonic() + options.stay_seconds)
            while time.monotonic() < leaves:
                time.sleep(dice.uniform(0.5, 1.5) * options.think_seconds)
                page = dice.choice(pages)
                started = time.monotonic()
                visitor.goes_to(page)
                taken = time.monotonic() - started
                figures.redraw.append(taken)
                figures.pages.setdefault(named(link, page), []).append(taken)
                note_errors(visitor, named(link, page), figures)
    except Exception as error:
        figures.errors.append(f"{link}: {type(error).__name__}")


def let_in(visitor: WireBrowser, link: str, ends: float, figures: Figures) -> bool:
    """Wait for a turn where the page says so; tell whether it came before the end."""
    if not visitor.place():
        return True
    started = time.monotonic()
    every = next(said.auto_rerun.interval for said in visitor.said if said.HasField("auto_rerun"))
    while time.monotonic() < ends:
        time.sleep(every)
        if not visitor.told_anew(link):
            note_errors(visitor, "the page after the queue", figures)
            figures.queued.append(time.monotonic() - started)
            return True
    figures.still += 1
    return False


def named(link: str, page: str) -> str:
    """Name a page in the figures; the first of a role has no address of its own."""
    return page or f"first page of {link.removeprefix('role=').split('&')[0]}"


def note_errors(wire: Wire, page: str, figures: Figures) -> None:
    """Count each page that broke instead of being drawn."""
    if any(said.HasField("delta") and said.delta.new_element.HasField("exception") for said in wire.said):
        figures.errors.append(f"{page}: exception on the page")
    if any(said.HasField("page_not_found") for said in wire.said):
        figures.errors.append(f"{page}: no such page for this role")


def show(figures: Figures, options: argparse.Namespace, pid: int, server_s: float) -> None:
    """Print the machine, then the figures."""
    print(f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} processors")
    print(f"load average at the end (1, 5, 15 min): {os.getloadavg()}")
    print(
        f"{options.sessions} sessions, {options.arrivals_per_second} arrivals/s, think {options.think_seconds} s, seed {options.seed}"
    )
    for name, values in (("first load", figures.first), ("redraw", figures.redraw)):
        print(f"{name}: n={len(values)} p50={share(values, 0.5):.2f} s p95={share(values, 0.95):.2f} s")
    for page, values in sorted(figures.pages.items(), key=lambda item: -share(item[1], 0.5)):
        print(f"  {page}: n={len(values)} p50={share(values, 0.5):.2f} s p95={share(values, 0.95):.2f} s")
    print(
        f"waited for a place, then worked: n={len(figures.queued)} p50={share(figures.queued, 0.5):.1f} s "
        f"p95={share(figures.queued, 0.95):.1f} s; still waiting at the end, with a place: {figures.still}"
    )
    print(f"errors: {len(figures.errors)} {sorted(set(figures.errors))}")
    print(
        f"processor: server {server_s:.1f} s, client {time.process_time():.1f} s; server's peak memory {peak_mb(pid)} MB"
    )


def share(values: list[float], part: float) -> float:
    """Return the value below which a part of them lies."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))] if values else float("nan")


def processor_seconds(pid: int) -> float:
    """Return the processor seconds that a process has used, from Linux's own account."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mb(pid: int) -> int:
    """Return the largest resident memory that a process has had, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


if __name__ == "__main__":
    raise SystemExit(main())
