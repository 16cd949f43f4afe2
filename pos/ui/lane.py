"""The one place where threads and Qt meet: a serial lane for everything that touches money.

A job is a plain blocking function. It runs on the lane's only thread; what comes of it is called in
the GUI thread, one at a time, in order. The GUI thread never waits for the lane, except once: at the
very end, `close` lets the job in hand finish.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, Signal

from pos.errors import OperatingError

T = TypeVar("T")
P = ParamSpec("P")
Failed = Callable[[OperatingError], None]
logger = logging.getLogger(__name__)


class StopSwitch:
    """中止 as a wish: the GUI turns it, a job asks it between two short waits."""

    def __init__(self) -> None:
        self._turned = threading.Event()

    def __call__(self) -> bool:
        """True once somebody has asked to stop: the `stop` of a use case."""
        return self._turned.is_set()

    def turn(self) -> None:
        self._turned.set()


class Lane(QObject):
    """One worker thread for jobs; results, failures and progress come home to the GUI thread."""

    idle = Signal()  # no job in hand and none waiting
    arrived = Signal()  # a result or a piece of progress has been delivered
    _home = Signal(object)

    def __init__(self, bug: Callable[[str, BaseException], None], parent: QObject | None = None) -> None:
        """`bug` is told, in the GUI thread, of anything that is not an OperatingError."""
        super().__init__(parent)
        self._bug = bug
        self._waiting = 0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="till")
        self._home.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """True while a job runs or waits."""
        return self._waiting > 0

    def run(self, job: Callable[[], T], *, done: Callable[[T], None], failed: Failed) -> None:
        """Start `job` behind those that wait; exactly one of `done`, `failed` or the bug report follows."""
        self._waiting += 1
        future = self._worker.submit(job)
        future.add_done_callback(lambda ended: self._home.emit(partial(self._deliver, ended, done, failed)))

    def posts(self, tell: Callable[P, None]) -> Callable[P, None]:
        """`tell` made callable from a job: each call is made in the GUI thread, later."""

        def post(*args: P.args, **kwargs: P.kwargs) -> None:
            self._home.emit(partial(tell, *args, **kwargs))

        return post

    def close(self) -> None:
        """Let the job in hand finish and end the thread. The one wait of the GUI thread."""
        self._worker.shutdown(wait=True)

    def _arrive(self, call: Callable[[], None]) -> None:
        call()
        self.arrived.emit()

    def _deliver(self, ended: Future[T], done: Callable[[T], None], failed: Failed) -> None:
        self._waiting -= 1
        error = ended.exception()
        if error is None:
            done(ended.result())
        elif isinstance(error, OperatingError):
            failed(error)
        else:
            self._bug(report_bug(error), error)
        if not self._waiting:
            self.idle.emit()


def report_bug(error: BaseException) -> str:
    """Log the error with its trace; returns the short number that the clerk can tell support."""
    number = uuid4().hex[:8].upper()
    logger.error("internal error %s", number, exc_info=error)
    return number
