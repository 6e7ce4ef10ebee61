"""The limited child in which lists are read: `python -m pipelines.intake.reading_child FD`.

It reads requests from one socket until it closes, each under a processor limit, all under a memory limit. It must never
write a file, reach the network, or print: what goes wrong becomes a refusal.
"""

import contextlib
import gc
import pickle
import resource
import select
import socket
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from pipelines.intake.cells_reading import read_cells
from pipelines.intake.messages import refusal
from pipelines.intake.reading import blocks_of_grid, read_blocks, read_list
from pipelines.intake.reading_parts import ListRefused
from pipelines.intake.row_places import territories
from pipelines.intake.wire import BLOCK, END, KEPT_TABLE, VALUE, receive_bytes, send_bytes

MEMORY_MB = 1024
CPU_SECONDS = 30
CPU_SECONDS_PER_MEGABYTE = 4
MEGABYTE = 1024 * 1024
# What a list of so many bytes took is not given back to the system by its reader; one that then has nothing to do for so long ends.
HEAVY_BYTES = MEGABYTE
IDLE_SECONDS = 15.0


def limit_memory() -> None:
    """Allow a gigabyte beyond what the program itself takes once everything is loaded."""
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[0])
    most = pages * resource.getpagesize() + MEMORY_MB * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_files() -> None:
    """Let nothing be written, and no further file or socket be opened."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_processor(size: int) -> None:
    """Allow one list half a minute of processor from now on, more for a large one; beyond, the system ends the child."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS + CPU_SECONDS_PER_MEGABYTE * size // MEGABYTE
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def answers(found: list[bytearray], file_name: str, options: dict[str, Any]) -> Iterator[bytes | memoryview]:
    """Give the messages that answer a request: the head and blocks of a list or a kept table, or a bare table (no options).

    The file is taken out of `found`, so that nobody holds it once it is read. Whatever goes wrong is a refusal, a panic of
    the native reader included.
    """
    try:
        if not options:
            yield pickled(read_cells(bytes(found.pop()), file_name))
            return
        if options.pop(KEPT_TABLE, False):
            grid, header = pickle.loads(found.pop())  # noqa: S301 - written by the parent, which trusts itself
            head, blocks = blocks_of_grid(grid, header, **options)
        else:
            head, blocks = read_blocks(cast(bytes, found.pop()), file_name, **options)
        yield pickled(head)
        for block in blocks:
            yield BLOCK + block.serialize()
        yield END
    except ListRefused as refused:
        yield pickled(refused.refusal)
    except MemoryError:
        yield pickled(refusal("reading_stopped"))
    except BaseException:  # A Rust panic is no Exception; nothing of it may leave, since it can quote the file.
        yield pickled(refusal("damaged"))


def pickled(part: object) -> bytes:
    """Return a message that holds a value."""
    return VALUE + pickle.dumps(part, protocol=pickle.HIGHEST_PROTOCOL)


def serve(link: socket.socket) -> None:
    """Answer requests until the parent goes away, or none comes after a heavy one; each comes as its options, then its file."""
    heaviest = 0
    with contextlib.suppress(EOFError, OSError):
        while True:
            if heaviest >= HEAVY_BYTES and not select.select([link], [], [], IDLE_SECONDS)[0]:
                # A request that comes just now is answered, or meets a closed door and is asked again of another child.
                link.shutdown(socket.SHUT_RD)
            file_name, options = pickle.loads(receive_bytes(link))  # noqa: S301 - written by the parent, which trusts itself
            found = [receive_bytes(link)]
            heaviest = max(heaviest, len(found[0]))
            limit_processor(len(found[0]))
            for message in answers(found, file_name, options):
                send_bytes(link, message)
            gc.collect()


def warm_up() -> None:
    """Load what every list needs, before memory is limited."""
    territories()
    head: dict[str, Any] = {"today": date(2020, 3, 17)}
    read_list(b"Nom;Besoin\nA;PC\n", "warm.csv", **head)


if __name__ == "__main__":
    warm_up()
    # A list is read in one breath and forgotten: collecting amid it only slows it down.
    gc.freeze()
    gc.disable()
    limit_memory()
    limit_files()
    serve(socket.socket(fileno=int(sys.argv[1])))
