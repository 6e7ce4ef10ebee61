"""The story on PostgreSQL, and a server of the tests' own that may be killed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from pipelines.office import Office, open_office
from pipelines.safety.move import carried
from pipelines.store.postgres_store import PgStore
from tests.faults.story import Clock, Told

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def database_url(server: str, name: str) -> str:
    """Return the address of a database of a server."""
    return urlsplit(server)._replace(path=f"/{name}").geturl()


@dataclass
class SharedTold(Told):
    """The story with its moments in databases of a server; a copy is a database made after one of them."""

    server: str = ""
    made: list[str] = field(default_factory=list)

    def carry(self) -> None:
        """Carry every moment over."""
        for moment in self.names:
            office = open_office(Told.copy(self, moment))
            other = PgStore(self.new(moment))
            carried(office, other)
            other.close()
            office.store.close()

    def new(self, name: str, like: str = "template1") -> str:
        """Make a database and return its address."""
        with psycopg.connect(self.server, autocommit=True) as connection:
            text = sql.SQL("create database {} template {}")
            connection.execute(text.format(sql.Identifier(self.named(name)), sql.Identifier(like)))
        self.made.append(self.named(name))
        return database_url(self.server, self.named(name))

    def named(self, name: str) -> str:
        """Return the database's name on a server that others may use too."""
        return f"{self.folder.name}_{name}_{os.getpid()}"

    def opened(self, home: Path, moment: str, days: int = 0) -> Office:
        """Open a copy of a moment, with the keys of its folder."""
        url = self.new(f"copy{uuid4().hex[:8]}", self.named(moment))
        office = Told.opened(self, home, moment, days)
        office.store.close()
        return replace(office, clock=Clock(self.now[moment] + timedelta(days=days)), store=self.wrap(PgStore(url)))

    def forget_copies(self) -> None:
        """Remove the copies, databases and folders."""
        super().forget_copies()
        moments = [self.named(moment) for moment in self.names]
        self.drop([name for name in self.made if name not in moments])

    def forget(self) -> None:
        """Drop what was made."""
        self.drop(self.made)

    def drop(self, names: list[str]) -> None:
        """Drop databases, the last made first."""
        with psycopg.connect(self.server, autocommit=True) as connection:
            for name in reversed(names):
                connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        self.made = [name for name in self.made if name not in names]


def cut_off(server: str, database: str) -> None:
    """End every conversation with a database, as a server does that falls."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [database])


class OwnServer:
    """A PostgreSQL server in a folder of its own, that keeps its promises to the disk and can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.binaries = folder, BINARIES[-1].parent

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs; it refuses to run as root."""
        as_other = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        command = [*as_other, str(self.binaries / program), "-D", str(self.folder / "data"), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def make(self) -> None:
        """Make the server's files and start it."""
        self.run("initdb", "-U", "connexion", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start it: no network, a socket in its own folder."""
        settings = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c autovacuum=off"
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", settings, "start")

    def kill(self) -> None:
        """End it without a word to anybody: what it promised must be in its log on the disk."""
        self.run("pg_ctl", "-m", "immediate", "stop")

    @property
    def url(self) -> str:
        """Return its address."""
        return f"postgresql://connexion@/postgres?host={self.folder}"


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Lend a server."""
    folder = Path(tempfile.mkdtemp(prefix="connexion-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    folder.chmod(0o711)
    server = OwnServer(folder)
    server.make()
    try:
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)
