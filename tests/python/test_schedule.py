"""The units of systemd and the line for cron, as files a bank copies."""

import re
import shutil
import subprocess
import sys

import pytest

from strata.errors import Exit
from strata.home import PROJECT_ROOT

SCHEDULE = PROJECT_ROOT / "scripts" / "schedule"
UNITS = ("strata.service", "strata.timer")


def verified(folder, wrong=""):
    """What systemd says of both units, with places of this machine in them; nothing is good."""
    folder.mkdir()
    for unit in UNITS:
        text = (SCHEDULE / unit).read_text(encoding="utf-8")
        text = text.replace("/opt/strata/.venv/bin/strata", sys.executable)
        text = text.replace("/opt/strata", str(PROJECT_ROOT)).replace("/srv/strata", str(folder))
        (folder / unit).write_text(text.replace("Type=oneshot", f"Type=oneshot\n{wrong}"))
    run = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(folder / unit for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout + run.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here")
def test_systemd_takes_both_units(tmp_path):
    assert verified(tmp_path / "right") == ""
    assert "ProtectSytem" in verified(tmp_path / "wrong", "ProtectSytem=strict")


def test_the_unit_tells_exit_codes_as_they_are():
    text = (SCHEDULE / "strata.service").read_text(encoding="utf-8")
    assert f"SuccessExitStatus={int(Exit.ALREADY_RUNNING)}\n" in text
    told = {int(code) for code in re.findall(r"\b([1-5]): ", text)}
    assert told == {int(code) for code in Exit} - {Exit.OK}


def test_cron_and_systemd_run_the_same_at_the_same_time():
    line = (SCHEDULE / "crontab").read_text(encoding="utf-8").splitlines()[-1]
    minute, hour = line.split()[:2]
    timer = (SCHEDULE / "strata.timer").read_text(encoding="utf-8")
    assert f"OnCalendar=*-*-* {int(hour):02}:{int(minute):02}:00\n" in timer
    service = (SCHEDULE / "strata.service").read_text(encoding="utf-8")
    assert "bin/strata run\n" in service
    assert line.endswith("bin/strata run")
    assert "UMask=0027" in service
    assert "umask 027" in line
