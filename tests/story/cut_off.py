"""Run one piece of work of a counter in a child process that is killed at a chosen moment."""

import json
import multiprocessing
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pos.counter import Counter
from pos.errors import OperatingError
from pos.system import WINDOWS
from tests.story.fate import Fate, Moment, watch_everything
from tests.support.till import Site

Work = Callable[[Counter], None]
WorkAlone = Callable[[Site], None]
CONTEXT: Final = multiprocessing.get_context() if WINDOWS else multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.story.cut_off", "pos.counter", "tests.story.works", "pytest"])
PATIENCE_S: Final = 60.0


@dataclass(frozen=True)
class Run:
    """What is done and where: `prepare` is out of danger, `work` is not.

    With `work_alone` there is no counter yet, and nothing but it is done.
    """

    site: Site
    prepare: Work | None = None
    work: Work | None = None
    bytewise: bool = False
    from_the_start: bool = False  # already opening the counter is dangerous
    work_alone: WorkAlone | None = None


@dataclass(frozen=True)
class End:
    """How the child ended; `lived` only where it was not killed."""

    killed: bool
    lived: tuple[Moment, ...]


def cut_off(run: Run, fatal: Moment | None, notes: Path) -> End:
    """Do the work in a child that dies at `fatal` (None: lives). Raises AssertionError for a bug in it."""
    notes.unlink(missing_ok=True)
    child = CONTEXT.Process(target=_live, args=(run, fatal, notes))
    child.start()
    child.join(PATIENCE_S)
    killed = child.exitcode == -signal.SIGKILL
    assert killed or child.exitcode == 0, f"child ended with {child.exitcode} at {fatal}"
    child.close()
    lived = [] if killed else json.loads(notes.read_text("utf-8"))
    return End(killed, tuple(Moment(name, nth) for name, nth in lived))


def _live(run: Run, fatal: Moment | None, notes: Path) -> None:
    fate = Fate(fatal)
    watch_everything(fate, bytewise=run.bytewise)
    if run.work_alone is not None:
        fate.armed = True
        run.work_alone(run.site)
    else:
        _work_at_counter(run, fate)
    fate.armed = False
    notes.write_text(json.dumps([[each.name, each.nth] for each in fate.lived]), "utf-8")


def _work_at_counter(run: Run, fate: Fate) -> None:
    fate.armed = run.from_the_start
    counter = run.site.open()
    if run.prepare is not None:
        run.prepare(counter)
    fate.armed = True
    try:
        if run.work is not None:
            run.work(counter)
    except OperatingError as trouble:
        fate.moment(f"told {trouble.reason.value}")
    fate.armed = False
    counter.close()
