"""Ends the programs of somebody who has died: started as a process of its own, with the standard library alone.

Each line on its input names a group of processes that has begun (``+12``) or ended (``-12``). When the input ends, and
be it because the other side was killed, whatever has not ended is told to, and killed if it does not.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable

PATIENCE = 2.0  # seconds for a program to end by itself
LOOK = 0.05  # seconds between looks at whether it has


def main(lines: Iterable[str]) -> None:
    """Follow what begins and ends, and clear up behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    groups: set[int] = set()
    for line in lines:
        group = int(line[1:])
        groups.add(group) if line[0] == "+" else groups.discard(group)
    left = {group for group in groups if tell(group, signal.SIGTERM)}
    until = time.monotonic() + PATIENCE
    while left and time.monotonic() < until:
        time.sleep(LOOK)
        left = {group for group in left if tell(group, 0)}
    for group in left:
        tell(group, signal.SIGKILL)


def tell(group: int, number: int) -> bool:
    """Send a signal to a group of processes; whether there is any of it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main(sys.stdin)
