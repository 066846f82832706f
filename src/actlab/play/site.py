"""What is answered to a request: one page, to one machine's own browser, and a refusal to all else.

The rules hold for every method and every path, in this order, so that none can be forgotten for one of them: the name
by which the server was reached (against DNS rebinding), who sends the browser here, no body, GET or HEAD, the cookie,
and only then the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus

import h11

from actlab.play.keys import Keys
from actlab.words import _, said

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
METHODS = (b"GET", b"HEAD")
TOKEN = "/?token="
PLAIN, HTML = "text/plain; charset=utf-8", "text/html; charset=utf-8"
HEADERS = (
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Connection", "close"),
)
# What may load and run is said in the page itself, which must be as safe as a file; only this cannot be said there
FRAMES = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
NOTHING = f"default-src 'none'; {FRAMES}"


@dataclass(frozen=True)
class Answer:
    """A status, what goes with it, and further headers."""

    status: HTTPStatus
    body: bytes = b""
    kind: str = PLAIN
    policy: str = NOTHING
    more: tuple[tuple[str, str], ...] = ()
    shown: bool = True  # else it is the answer to HEAD

    def headers(self) -> list[tuple[str, str]]:
        """Return all headers; those of HEAD are those of GET."""
        length = () if self.status is HTTPStatus.NO_CONTENT else (("Content-Length", str(len(self.body))),)
        policy = ("Content-Security-Policy", self.policy)
        return [("Content-Type", self.kind), *length, policy, *HEADERS, *self.more]


def refusal(status: int, words: str = "", *more: tuple[str, str]) -> Answer:
    """Return an answer that says no, and nothing of the program.

    >>> refusal(405).body
    b'405 Method Not Allowed\\n'
    """
    known = HTTPStatus(status)
    text = f"{known.value} {known.phrase}" + (f"\n{words}" if words else "")
    return Answer(known, f"{text}\n".encode(), more=more)


class Site:
    """The page under the port at which it is served; ``told`` is given an address that has become good."""

    def __init__(self, page: bytes, port: int, language: str, told: Callable[[str], None]) -> None:
        self.keys = Keys()
        self._page = Answer(HTTPStatus.OK, page, HTML, FRAMES)
        self._port, self._language, self._told = port, language, told
        self._hosts = {f"{name}:{port}".encode() for name in NAMES}
        if port == 80:  # which browsers leave out
            self._hosts |= {name.encode() for name in NAMES}
        self._origins = {b"http://" + host for host in self._hosts}
        self._cookie = f"actlab-play-{port}"

    @property
    def address(self) -> str:
        """The address that opens the page once."""
        return f"http://{HOST}:{self._port}{TOKEN}{self.keys.token}"

    def answer(self, request: h11.Request) -> Answer:
        """Return what is answered to a request."""
        found = self._refused(request) or self._found(request)
        return replace(found, shown=request.method != b"HEAD")

    def _refused(self, request: h11.Request) -> Answer | None:
        """Return the refusal of what is not a browser's own request for something here."""
        if {*_values(request, b"host")} - self._hosts or not [*_values(request, b"host")]:
            return refusal(403)
        if {*_values(request, b"origin")} - self._origins:
            return refusal(403)
        if {*_values(request, b"sec-fetch-site")} - {b"none", b"same-origin"}:
            return refusal(403)
        if [*_values(request, b"transfer-encoding")] or {*_values(request, b"content-length")} - {b"0"}:
            return refusal(413)
        if request.method not in METHODS:
            return refusal(405, "", ("Allow", "GET, HEAD"))
        return None

    def _found(self, request: h11.Request) -> Answer:
        target, known = request.target.decode("ascii"), self._known(request)
        if target.startswith(TOKEN):
            return self._enter(request, target.removeprefix(TOKEN), known)
        if not known:
            return refusal(403, said(_("Open the address that actlab play has printed."), self._language))
        if target == "/":
            return self._page
        return Answer(HTTPStatus.NO_CONTENT) if target == "/favicon.ico" else refusal(404)

    def _enter(self, request: h11.Request, token: str, known: bool) -> Answer:
        """Return the way to the page, with the cookie, for a good token; one that was good makes another be told."""
        home = ("Location", "/")
        if request.method == b"GET" and self.keys.spend(token):
            cookie = f"{self._cookie}={self.keys.cookie}; Path=/; HttpOnly; SameSite=Strict"
            return Answer(HTTPStatus.SEE_OTHER, more=(home, ("Set-Cookie", cookie)))
        if known:
            return Answer(HTTPStatus.SEE_OTHER, more=(home,))
        if not self.keys.spent(token):
            return refusal(403)
        if self.keys.renew():
            self._told(self.address)
        words = _("This address has been used. actlab play has printed another one in its terminal.")
        return refusal(403, said(words, self._language))

    def _known(self, request: h11.Request) -> bool:
        """Return whether a request has our cookie."""
        pairs = [part.strip() for value in _values(request, b"cookie") for part in value.split(b";")]
        named = [part.partition(b"=") for part in pairs]
        return any(
            name.decode("latin-1") == self._cookie and self.keys.opens(value.decode("latin-1"))
            for name, _is, value in named
        )


def _values(request: h11.Request, name: bytes) -> Iterator[bytes]:
    """Yield the values of a header, whose name has small letters."""
    yield from (value for key, value in request.headers if key == name)
