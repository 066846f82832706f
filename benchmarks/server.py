"""The server of the live page under clients that are slow, bodies that are too large, and a crowd beside a study.

python -m benchmarks.server, on Linux (the memory of the server is read from /proc)
"""

from __future__ import annotations

import asyncio
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SLOW, GOOD = 300, 1000
BODIES, BODY = 100, 64 * 2**20
CHUNK = b"x" * 65536
CROWD, AGAIN = 50, 10.0  # browsers that load the page, and again after so many seconds
ROUNDS = 5
STUDY = "compare relu tanh --quick --steps 6000 --seeds 4"


@dataclass(frozen=True)
class Running:
    """A server in a process of its own, and the cookie that opens its page."""

    pid: int
    port: int
    cookie: str

    def head(self, *more: str) -> bytes:
        """Return the head of a request that is answered with the page."""
        lines = ["GET / HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Cookie: {self.cookie}", *more]
        return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()

    def resident(self) -> float:
        """Return how much memory the process has had at most, in MiB."""
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        assert found
        return int(found[1]) / 1024

    async def asked(self, request: bytes) -> bytes:
        """Return the answer to a request."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(request)
        answer = await reader.read()
        writer.close()
        return answer


@contextmanager
def running() -> Iterator[Running]:
    """Start ``actlab play``, and enter by its address."""
    command = [sys.executable, "-m", "actlab", "play", "--no-browser", "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        address = re.search(r"127\.0\.0\.1:(\d+)(\S+)", process.stdout.readline())
        assert address
        entering = f"GET {address[2]} HTTP/1.1\r\nHost: 127.0.0.1:{address[1]}\r\n\r\n".encode()
        answer = asyncio.run(Running(process.pid, int(address[1]), "").asked(entering))
        cookie = re.search(rb"Set-Cookie: ([^;]+);", answer)
        assert cookie
        try:
            yield Running(process.pid, int(address[1]), cookie[1].decode())
        finally:
            process.terminate()


async def slowly(one: Running) -> None:
    """Send a head a byte a second, again and again."""
    while True:
        with suppress(ConnectionError):
            _reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
            for place in range(30):
                writer.write(one.head()[place : place + 1])
                await writer.drain()
                await asyncio.sleep(1)


async def waits(one: Running, slow: int) -> list[float]:
    """Return the seconds that each good request takes while so many clients are slow, in order."""
    others = [asyncio.create_task(slowly(one)) for _client in range(slow)]
    await asyncio.sleep(2)
    taken = []
    for _request in range(GOOD):
        begin = time.perf_counter()
        answer = await one.asked(one.head())
        taken.append(time.perf_counter() - begin)
        assert answer.startswith(b"HTTP/1.1 200 ")
        await asyncio.sleep(0.01)
    for other in others:
        other.cancel()
    return sorted(taken)


async def refused(one: Running) -> list[float]:
    """Send bodies that are too large, and return after how long each is refused, in order."""
    taken = []
    for _body in range(BODIES):
        reader, writer = await asyncio.open_connection("127.0.0.1", one.port)
        begin = time.perf_counter()
        writer.write(one.head(f"Content-Length: {BODY}"))
        assert (await reader.readline()).startswith(b"HTTP/1.1 413 ")
        taken.append(time.perf_counter() - begin)
        with suppress(ConnectionError):
            for _chunk in range(BODY // len(CHUNK)):
                writer.write(CHUNK)
                await writer.drain()
        writer.close()
    return sorted(taken)


async def loads(one: Running, first: float, taken: list[float]) -> None:
    """Load the page again and again, and note how long it takes each time."""
    await asyncio.sleep(first)
    while True:
        begin = time.perf_counter()
        answer = await one.asked(one.head())
        taken.append(time.perf_counter() - begin)
        assert answer.startswith(b"HTTP/1.1 200 ")
        await asyncio.sleep(AGAIN)


async def studied(one: Running, crowd: int, taken: list[float]) -> float:
    """Return the seconds that a study takes while so many browsers load the page."""
    others = [asyncio.create_task(loads(one, AGAIN * place / CROWD, taken)) for place in range(crowd)]
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        command = (sys.executable, "-m", "actlab", *STUDY.split(), "--out", f"{folder}/study", "--json")
        quiet = asyncio.subprocess.DEVNULL
        study = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet)
        assert await study.wait() == 0
        seconds = time.perf_counter() - begin
    for other in others:
        assert not other.done(), other.exception()
        other.cancel()
    return seconds


def at(taken: list[float], share: float) -> str:
    """Return a quantile in milliseconds."""
    return f"{1000 * taken[min(int(share * len(taken)), len(taken) - 1)]:.1f} ms"


def main() -> None:
    """Print a line for each measurement."""
    with running() as one:
        for slow in (0, SLOW):
            taken = asyncio.run(waits(one, slow))
            print(f"{slow} slow clients, {GOOD} requests: median {at(taken, 0.5)}, p99 {at(taken, 0.99)}")
        before = one.resident()
        taken = asyncio.run(refused(one))
        growth = one.resident() - before
        print(f"{BODIES} bodies of {BODY // 2**20} MiB: refused within {at(taken, 1)}; memory +{growth:.1f} MiB")
        before, taken, ratios = one.resident(), [], []
        for _round in range(ROUNDS):
            alone, beside = (asyncio.run(studied(one, crowd, taken)) for crowd in (0, CROWD))
            ratios.append(beside / alone)
        print(
            f"{CROWD} browsers that load the page every {AGAIN:.0f} s, beside a study, {len(taken)} loads: "
            f"p99 {at(sorted(taken), 0.99)}; memory +{one.resident() - before:.1f} MiB; the study takes "
            f"{statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f}) times as long, {ROUNDS} rounds"
        )


if __name__ == "__main__":
    main()
