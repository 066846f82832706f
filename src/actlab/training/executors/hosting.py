"""Host threads that train, one per device: they put news into a queue, which a generator hands on."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Sequence
from typing import TypeAlias, TypeVar

from actlab.leaving import leave_behind
from actlab.training.trainer import Event

LEAVE = 2.0  # seconds in which threads may end their pieces; who is deep in a longer step is left to itself

D = TypeVar("D")
News: TypeAlias = "queue.SimpleQueue[Event | BaseException]"
Work: TypeAlias = Callable[[News, threading.Event, D], None]


def hosted(hosts: Sequence[D], work: Work[D], networks: int) -> Generator[Event, None, None]:
    """Let every host do its work in a thread and yield the news, until so many networks have ended.

    ``work`` puts events, and looks at whether it should stop. Closing the generator, or an exception in its consumer,
    stops every thread after the piece under way, or leaves it behind after LEAVE seconds. What a thread raises is
    raised here.
    """
    news: News = queue.SimpleQueue()
    stop = threading.Event()

    def run(host: D) -> None:
        try:
            work(news, stop, host)
        except BaseException as error:  # handed to the consumer, which raises it
            news.put(error)

    threads = [threading.Thread(target=run, args=(host,), daemon=True) for host in hosts]
    for thread in threads:
        thread.start()
    ended = 0
    try:
        while ended < networks:
            event = news.get()
            if isinstance(event, BaseException):
                raise event
            ended += event.trial is not None or event.elsewhere
            yield event
    finally:
        stop.set()
        until = time.monotonic() + LEAVE
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))
        leave_behind(threads)
