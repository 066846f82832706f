"""The server of the page: on this machine's loopback only, one request for each connection.

Requests are read by h11, which is strict (one Host, no smuggling by lengths) and known from HTTP clients and servers
everywhere; the connections are asyncio's. A framework with a server of its own, such as Starlette with uvicorn, would
bring routes, bodies and sockets of the web, none of which is wanted here, and cuts no client that sends its head a byte
at a time. What is left to do is little: a head of at most 16 KiB within 10 seconds, never a body, an answer that is
taken within 30 seconds, and no more connections than there is room for, of which the oldest gives way to a new one.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable

import h11

from actlab.errors import InvalidInput, reason_of
from actlab.play.site import HOST, Answer, Site, refusal
from actlab.words import _

HEAD = 16 * 1024  # bytes
HEAD_SECONDS, ANSWER_SECONDS, LINGER_SECONDS = 10.0, 30.0, 1.0
MOST = 400  # connections
_OTHER_FILES = 56  # of the process
BUFFER = 64 * 1024  # bytes that the system takes of an answer: who does not read is noticed
READ = 2048
PORTS = range(1, 65536)


def listening(port: int | None) -> socket.socket:
    """Return a socket of this machine's loopback, at a free port where none is chosen.

    Raises InvalidInput for a port that cannot be had.

    >>> with listening(None) as one:
    ...     one.getsockname()[0]
    '127.0.0.1'
    """
    if port is not None and port not in PORTS:
        text = _("port: {port} is not allowed; it lies between {low} and {high}.")
        raise InvalidInput(text.format(port=port, low=PORTS[0], high=PORTS[-1]), "port", "8765")
    try:
        found = socket.create_server((HOST, port or 0), backlog=MOST)
    except OSError as error:
        text = _("port {port} cannot be had ({reason}); choose another, or none for one that is free.")
        raise InvalidInput(text.format(port=port, reason=reason_of(error))) from None
    found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
    return found


def room() -> int:
    """Return how many connections may be open: fewer than the files that the system lets the process open.

    >>> 20 <= room() <= MOST
    True
    """
    if sys.platform == "win32":
        return MOST
    import resource

    files, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(20, min(MOST, files - _OTHER_FILES))


class Server:
    """Serves a page until it is cancelled; ``told`` is given the address, and each that is made later."""

    def __init__(self, page: str, at: socket.socket, language: str, told: Callable[[str], None]) -> None:
        self._socket, self._told = at, told
        self.site = Site(page.encode(), at.getsockname()[1], language, told)
        self._room = room()
        self._open: dict[asyncio.WriteTransport, None] = {}  # the oldest first

    async def run(self) -> None:
        """Serve; cancelled, cut every connection and end at once."""
        server = await asyncio.start_server(self._connected, sock=self._socket, limit=HEAD)
        try:
            self._told(self.site.address)
            await asyncio.Event().wait()
        finally:
            server.close()
            for transport in [*self._open]:
                transport.abort()

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        """Answer one request, and close."""
        while len(self._open) >= self._room:
            oldest = next(iter(self._open))
            del self._open[oldest]
            oldest.abort()
        self._open[writer.transport] = None
        try:
            await self._talk(reader, writer)
        except (OSError, asyncio.CancelledError):  # too slow (a TimeoutError is an OSError), gone, or cut at the end:
            pass  # nobody waits for this task, and asyncio would complain aloud of one that ends cancelled
        finally:
            self._open.pop(writer.transport, None)
            writer.transport.abort()

    async def _talk(self, reader: StreamReader, writer: StreamWriter) -> None:
        talk = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD)
        async with asyncio.timeout(HEAD_SECONDS):
            answer = await self._asked(talk, reader)
        if answer is None:
            return
        writer.transport.set_write_buffer_limits(high=0)  # so that draining waits until the system has all of it
        async with asyncio.timeout(ANSWER_SECONDS):
            writer.write(_sent(talk, answer))
            await writer.drain()
        await _see_off(reader, writer)

    async def _asked(self, talk: h11.Connection, reader: StreamReader) -> Answer | None:
        """Read the head of a request and return the answer; None where nobody asks."""
        while True:
            try:
                event = talk.next_event()
            except h11.RemoteProtocolError as error:
                return refusal(error.error_status_hint)
            if isinstance(event, h11.Request):
                return self.site.answer(event)
            if event is not h11.NEED_DATA:
                return None
            talk.receive_data(await reader.read(READ))


def _sent(talk: h11.Connection, answer: Answer) -> bytes:
    """Return the bytes of an answer, without its body where only its head is asked for."""
    head = h11.Response(status_code=answer.status, headers=answer.headers(), reason=answer.status.phrase)
    body = [h11.Data(answer.body)] if answer.shown and answer.body else []
    return b"".join(talk.send(part) or b"" for part in (head, *body, h11.EndOfMessage()))


async def _see_off(reader: StreamReader, writer: StreamWriter) -> None:
    """Let the client read to the end: closed while it still sends, a connection would lose the answer."""
    writer.write_eof()
    async with asyncio.timeout(LINGER_SECONDS):
        while await reader.read(HEAD):
            pass
