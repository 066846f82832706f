"""Who may see the page: whoever holds the cookie, which is given once for the token in the address.

An address stands in the terminal, and in the list of processes while a browser is started with it, which others on the
machine can read; so its token opens the page once. The cookie goes to no other site and to no script. Browsers do send
it to other ports of the same machine: what it opens is a page without state, the same for everybody.
"""

from __future__ import annotations

import hmac
import secrets

BYTES = 32  # 256 bits


class Keys:
    """The token that is good once, the one that was, and the cookie.

    >>> keys = Keys()
    >>> first = keys.token
    >>> keys.spend(first), keys.spend(first), keys.spent(first)
    (True, False, True)
    """

    def __init__(self) -> None:
        self.cookie = secrets.token_urlsafe(BYTES)
        self.token = secrets.token_urlsafe(BYTES)
        self._used = ""

    def spend(self, given: str) -> bool:
        """Return whether a token is good, which it is not any more then."""
        if not _same(given, self.token):
            return False
        self._used, self.token = self.token, ""
        return True

    def spent(self, given: str) -> bool:
        """Return whether a token was the last that was good."""
        return _same(given, self._used)

    def renew(self) -> bool:
        """Make a new token if there is none, and return whether one was made: never more than one is good."""
        if self.token:
            return False
        self.token = secrets.token_urlsafe(BYTES)
        return True

    def opens(self, given: str) -> bool:
        """Return whether a cookie is ours."""
        return _same(given, self.cookie)


def _same(given: str, ours: str) -> bool:
    """Compare in a time that tells nothing of where they differ; nothing is the same as nothing."""
    return bool(ours) and hmac.compare_digest(given.encode(), ours.encode())
