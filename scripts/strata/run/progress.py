"""What a person sees while a run goes on: one line a stage, a bar where there is a terminal."""

import sys
import time
from collections.abc import Iterable
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar


class Progress:
    """Stages as they begin and end."""

    def __enter__(self) -> "Progress":
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bar = Bar(
            *columns,
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._bar.start()
        self._task = self._bar.add_task("starting", total=None)
        self._began = time.perf_counter()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def begin(self, stage: str) -> None:
        """A stage begins."""
        self._began = time.perf_counter()
        self._bar.reset(self._task, total=None, description=stage)

    def count(self, done: int, total: int) -> None:
        """So many parts of the stage have ended."""
        self._bar.update(self._task, completed=done, total=total)

    def end(self, stage: str, told: dict) -> None:
        """A stage has ended; say how long it took and what it tells in numbers."""
        figures = ", ".join(
            f"{name} {value:,}" for name, value in told.items() if isinstance(value, int)
        )
        seconds = time.perf_counter() - self._began
        self.tell([f"{stage:<14} {seconds:>7.1f} s  {figures}".rstrip()])

    def tell(self, lines: Iterable[str]) -> None:
        """Print lines above the bar."""
        for line in lines:
            self._bar.console.print(line, highlight=False, soft_wrap=True, markup=False)
