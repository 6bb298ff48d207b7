"""Faults of the machine and of operation: kills, full disks, readers, a second run, the clock."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from strata.checks.drill.bench import Attempt, Bench, Running
from strata.checks.drill.deliveries import TRANSACTIONS, rewrite
from strata.checks.drill.judge import NotDrilled
from strata.errors import Exit

STAGES = (
    "land",
    "gate_landing",
    "build_staging",
    "gate_staging",
    "build_marts",
    "gate_marts",
    "publish",
    "pages",
)
_POLL = 0.005
# A stage may be quicker than in the undisturbed run: a kill near its end would miss it.
_MOST = 0.7


def killed_in(stage: str, share: float) -> Callable[[Bench], Attempt]:
    """SIGKILL once a stage has begun, after a share of most of the reference's seconds in it."""

    def disturb(bench: Bench) -> Attempt:
        spent = [
            event["seconds"]
            for event in bench.reference_events
            if (event["stage"], event["event"]) == (stage, "end")
        ]
        if not spent:
            raise NotDrilled(f"the undisturbed run has no stage {stage}")
        bench.deliver()
        running = bench.start()
        while not running.is_over and bench.open_stage() != stage:
            time.sleep(_POLL)
        _sleep_while(running, _MOST * share * spent[0])
        return bench.kill(running)

    return disturb


def killed_at(share: float) -> Callable[[Bench], Attempt]:
    """SIGKILL after a share of the seconds the undisturbed run took."""

    def disturb(bench: Bench) -> Attempt:
        bench.deliver()
        return killed_after(bench, share * bench.reference_seconds)

    return disturb


def killed_after(bench: Bench, seconds: float, *command: str) -> Attempt:
    """SIGKILL a process, `strata run` or the command, after some seconds of its life."""
    running = bench.start(*command)
    _sleep_while(running, seconds)
    return bench.kill(running)


def _sleep_while(running: Running, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not running.is_over and time.monotonic() < until:
        time.sleep(min(_POLL, max(0.0, until - time.monotonic())))


def random_shares(count: int, seed: int) -> list[float]:
    """Shares of a run, uniform, the same for the same seed."""
    draw = random.Random(seed)
    return sorted(draw.random() for _ in range(count))


@contextmanager
def small_disk(place: Path, free_kb: int) -> Iterator[None]:
    """A file system of its own under `place`, with its content and `free_kb` to spare."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        raise NotDrilled("mounting a small file system needs root")
    place.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(place.name + ".aside")
    place.rename(aside)
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8g", "strata-drill", place],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        place.rmdir()
        aside.rename(place)
        raise NotDrilled("this machine does not allow a small file system to be mounted")
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", place], check=True)
        shutil.rmtree(aside)
        blocks = os.statvfs(place)
        used_kb = (blocks.f_blocks - blocks.f_bfree) * blocks.f_frsize // 1024
        size = f"remount,size={used_kb + free_kb}k"
        subprocess.run(["mount", "-o", size, place], check=True)
        yield
    finally:
        shutil.rmtree(aside, ignore_errors=True)
        subprocess.run(["cp", "-a", place, aside], check=True)
        subprocess.run(["umount", place], check=True)
        place.rmdir()
        aside.rename(place)


def full_disk(folder: str, free_kb: int) -> Callable[[Bench], Attempt]:
    """The disk under one folder of the home is full but for a little; there is room afterwards."""

    def disturb(bench: Bench) -> Attempt:
        bench.deliver()
        with small_disk(bench.home.root / folder, free_kb):
            return bench.run()

    return disturb


def reader_of_build_file(bench: Bench) -> Attempt:
    """Somebody has the build file open for reading while the run begins."""
    bench.deliver()
    reads = (
        "import duckdb, sys, time\n"
        f"held = duckdb.connect({str(bench.home.warehouse)!r}, read_only=True)\n"
        "print('open', flush=True)\n"
        "time.sleep(600)\n"
    )
    reader = subprocess.Popen([sys.executable, "-c", reads], stdout=subprocess.PIPE)
    try:
        reader.stdout.readline()
        return bench.run()
    finally:
        reader.kill()
        reader.wait()


def two_at_once(bench: Bench) -> Attempt:
    """A second run is started while the first is at work; the first goes on to its end."""
    bench.deliver()
    first = bench.start()
    while not first.is_over and bench.open_stage() is None:
        time.sleep(_POLL)
    second = bench.run()
    ended = bench.finish(first)
    if ended.code != Exit.OK:
        return ended
    return second


def _faketime(moment: str) -> list[str]:
    found = shutil.which("faketime")
    if found is None:
        raise NotDrilled("setting the clock of one process needs faketime (Debian: faketime)")
    # Times of files are left alone: the landing compares them with what it noted before.
    return ["env", "NO_FAKE_STAT=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", found, "-f", moment]


def clock_back(bench: Bench) -> Attempt:
    """The run believes it is 400 days ago."""
    bench.deliver()
    return bench.run(prefix=_faketime("-400d"))


def correction_with_clock_back(bench: Bench) -> Attempt:
    """A wrong batch is run, then the clock goes back and the right one comes in its place."""
    bench.deliver()
    path = bench.batch(TRANSACTIONS)
    names: list[str] = []

    def blank_summaries(rows: list[list[str]]) -> list[list[str]]:
        names.extend(rows[0])
        place = rows[0].index("channel")
        return [rows[0], *([*row[:place], "WEB", *row[place + 1 :]] for row in rows[1:])]

    rewrite(path, blank_summaries)
    wrong = bench.run()
    if wrong.code != Exit.OK:
        return wrong
    bench.deliver(bench.today[-1], feed=TRANSACTIONS)
    return bench.run(prefix=_faketime("-400d"))


def delivered_twice(bench: Bench) -> Attempt:
    """After today's run every batch comes again, the same bytes with new times."""
    bench.fresh(bench.reference)
    bench.deliver()
    return bench.run()


def late(bench: Bench) -> Attempt:
    """Yesterday's transactions come after today's batches were run."""
    bench.deliver()
    place = bench.batch(TRANSACTIONS, bench.today[-2]).parent
    shutil.rmtree(place)
    without = bench.run()
    if without.code != Exit.OK:
        return without
    bench.deliver(bench.today[-2], feed=TRANSACTIONS)
    return bench.run()


def out_of_order(bench: Bench) -> Attempt:
    """All batches of today come, and are run, before those of yesterday."""
    bench.deliver(bench.today[-1])
    newer = bench.run()
    if newer.code != Exit.OK:
        return newer
    bench.deliver(bench.today[-2])
    return bench.run()


def overwrite_a_block(path: Path) -> None:
    """Write 64 kB of nonsense into the middle of a file."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 65_536)


def corrupted_publication(bench: Bench) -> Attempt:
    """A block of the published file is overwritten; the next run is to see it and replace it."""
    overwrite_a_block(bench.home.published)
    bench.deliver()
    return bench.run()


def corrupted_without_news(bench: Bench) -> Attempt:
    """Today was published, then a block of the file is overwritten, and nothing new comes."""
    bench.fresh(bench.reference)
    overwrite_a_block(bench.home.published)
    return bench.run()


def interrupted_publication(bench: Bench) -> Attempt:
    """SIGKILL as soon as a new file lies beside the published one."""
    bench.deliver()
    folder = bench.home.published.parent
    known = {path.name for path in folder.iterdir()}
    running = bench.start()
    while not running.is_over and {path.name for path in folder.iterdir()} <= known:
        time.sleep(0.0005)
    return bench.kill(running)
