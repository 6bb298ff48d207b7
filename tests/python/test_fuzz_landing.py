"""Fuzzing of landing: whatever a department drops, no crash, no silent loss, one sentence each.

An example is one home with some hundred drawn files, landed, landed again, partly delivered anew.
`make fuzz FILES=20000 SEED=7` draws more, and others. A failure prints the recipes; put them into
an @example and they stay a test for ever.
"""

import json
import os
import random
import re
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fuzz_files import (
    CODECS,
    FAULTS,
    FEEDS,
    HARMLESS,
    NAMES,
    NEWLINES,
    OPEN,
    PARQUET_FAULTS,
    Made,
    Recipe,
    expected,
    make_file,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from landing_bank import DAY, Bank, only
from test_landing_casts import FAILED

from strata.build import run_dbt
from strata.contract import Column, load_contract
from strata.errors import Exit, StrataError
from strata.landing import LandReport
from strata.landing.report import REFUSED, BatchReport

FILES = int(os.environ.get("STRATA_FUZZ_FILES", "2000"))
BATCHES = 25
EXAMPLES = FILES // 100 + 1  # a home of some hundred files each
# Every commit is forced to disk; that costs more than all the rest.
IN_MEMORY = Path("/dev/shm")
FIRST = date(2024, 1, 1)
TRAILER = "trailer"
MARKS = re.compile(rb"ZQX[0-9]{7,8}Z")
LONGEST_SENTENCE = 1000
seen: Counter[str] = Counter()


@dataclass(frozen=True)
class Batch:
    """One feed's delivery of one day; `control` says what its control row announces."""

    feed: str
    files: tuple[Recipe, ...]
    control: str = "none"


def recipes(kinds: list[str], faults: tuple[str, ...], most: int) -> st.SearchStrategy[Recipe]:
    return st.builds(
        Recipe,
        seed=st.integers(0, 9_999_999),
        rows=st.sampled_from([3, 1, 2, 8, 40]),
        kind=st.sampled_from(kinds),
        codec=st.sampled_from(CODECS),
        newline=st.sampled_from(NEWLINES),
        values=st.sampled_from(["plain", "odd", "wild"]),
        faults=st.lists(st.sampled_from(faults), max_size=most, unique=True).map(tuple),
        name=st.sampled_from(NAMES),
    )


TEXTS = ["csv", "csv", "gz"]
PARQUET = (*PARQUET_FAULTS, "header_only")
HARD = st.one_of(
    recipes(TEXTS, HARMLESS + OPEN, 3),
    recipes(TEXTS, FAULTS, 2),
    recipes(["parquet"], (*PARQUET, "parquet_row_number", "parquet_cut", "wrong_ending"), 2),
)
SOFT = recipes(TEXTS, HARMLESS, 5)
MIXED = st.one_of(SOFT, recipes(["parquet"], PARQUET, 2))
CONTROLS = st.sampled_from(["none", "none", "right", "wrong", "words", "absent_count", "doubled"])
# One file that spoils its batch would hide the others of it.
BATCH = st.one_of(
    st.builds(Batch, st.sampled_from(FEEDS), st.tuples(HARD), CONTROLS),
    *(
        st.builds(
            Batch,
            st.sampled_from(FEEDS),
            st.lists(files, min_size=1, max_size=12).map(tuple),
            st.sampled_from(["none", "right", "right", "doubled", "wrong"]),
        )
        for files in (SOFT, SOFT, MIXED)
    ),
)


class Delivery:
    """One batch in an inbox, and what is known of its files."""

    def __init__(self, bank: Bank, batch: Batch, day: date) -> None:
        self.batch, self.day = batch, day
        self.feed = load_contract()[batch.feed]
        made = [make_file(batch.feed, recipe) for recipe in batch.files]
        self.files = [
            replace(file, name=f"{number}{file.name}" if number else file.name)
            for number, file in enumerate(made)
        ]
        folder = bank.home.inbox / self.feed.system / self.feed.name / str(day)
        shutil.rmtree(folder, ignore_errors=True)
        for file in self.files:
            bank.put(batch.feed, file.content, day, file.name)
        seen["files"] += len(self.files)

    @property
    def key(self) -> tuple[str, date]:
        return self.batch.feed, self.day

    @property
    def fate(self) -> str:
        fates = {file.fate for file in self.files}
        if "refuse" in fates:
            return "refuse"
        if "either" in fates or self.received is None:
            return "either"
        return "refuse" if self.batch.control in ("wrong", "words", "absent_count") else "land"

    @property
    def received(self) -> int | None:
        """Records in all files, where Python's reader is a yardstick."""
        if any(file.records is None for file in self.files):
            return None
        return sum(len(file.records) for file in self.files)

    def control_lines(self) -> list[str]:
        rows = 3 if self.received is None else self.received
        count = {"wrong": rows + 1, "words": "many", "absent_count": ""}.get(
            self.batch.control, rows
        )
        line = f"{self.batch.feed},{self.day},{count},,"
        return [f"{self.batch.feed},{self.day},77,,", line][self.batch.control != "doubled" :]


def deliver(bank: Bank, batches: list[Batch], first: date = FIRST) -> list[Delivery]:
    """Fill the inbox, a day a batch, with one control batch."""
    made = [
        Delivery(bank, batch, first + timedelta(days=number))
        for number, batch in enumerate(batches)
    ]
    lines = [line for one in made if one.batch.control != "none" for line in one.control_lines()]
    header = "feed,batch_date,row_cnt,control_column,control_sum"
    bank.put("ctl_batch", "\n".join([header, *lines]) + "\n", first, f"{len(lines)}.csv")
    return made


def inbox_bytes(bank: Bank) -> dict[str, bytes]:
    return {str(it): it.read_bytes() for it in bank.home.inbox.rglob("*") if it.is_file()}


def batch_tree(bank: Bank, one: Delivery) -> dict[str, bytes]:
    """Every landed file of one batch."""
    found = bank.home.landing.glob(f"**/{one.batch.feed}/batch_date={one.day}/*")
    return {str(path): path.read_bytes() for path in found}


def tables(folder: Path) -> list[dict]:
    rows = []
    for path in sorted(folder.glob("*.parquet")):
        rows += pq.ParquetFile(path).read().to_pylist()
    return rows


def check_home(bank: Bank, delivered: list[Delivery], report: LandReport) -> None:
    """Each batch landed whole or refused with a sentence; reports, files and table agree."""
    landed = {(it.feed, it.batch_date): it for it in [*report.landed, *report.replaced]}
    refused = {(it.feed, it.batch_date): it for it in report.refused}
    assert not landed.keys() & refused.keys()
    kept = {
        (row["feed"], row["batch_date"]): row for row in tables(bank.home.landing / "_batches")
    }
    for one in delivered:
        known = landed.get(one.key) or refused.get(one.key)
        assert known is not None, f"{one.batch} is neither landed nor refused"
        assert (known.status == REFUSED) == (one.key in refused)
        if one.fate != "either":
            assert (one.fate == "refuse") == (one.key in refused), (one.batch, known.reason)
        if one.key in refused:
            seen[f"refused {known.refusal}"] += len(one.files)
            check_refused(one, known)
        else:
            seen["landed"] += len(one.files)
            check_landed(bank, one, known)
            counts = [known.received, known.landed, known.unreadable]
            assert [kept[one.key][it] for it in ("received", "landed", "unreadable")] == counts
    for sentence in [*report.problems, *report.notices]:
        assert not MARKS.search(sentence.encode()), "a sentence tells a row's value"


def check_refused(one: Delivery, report: BatchReport) -> None:
    reason = report.reason
    assert reason, one.batch
    assert "\n" not in reason, reason
    assert len(reason) < LONGEST_SENTENCE, one.batch
    assert not MARKS.search(reason.encode()), f"{one.batch}: the reason tells a row's value"


def check_landed(bank: Bank, one: Delivery, report: BatchReport) -> None:
    """Counts, numbers, marks and values of a landed batch against the delivered bytes."""
    landing = bank.home.landing
    place = f"{one.batch.feed}/batch_date={one.day}"
    rows, extra = tables(landing / place), tables(landing / "_extra" / place)
    aside = tables(landing / "_unreadable" / place)
    lines = [line for line in aside if line["reason"] != TRAILER]
    assert (report.landed, report.unreadable) == (len(rows), len(lines)), one.batch
    assert report.received == report.landed + report.unreadable, one.batch
    if one.received is not None:
        assert report.received == one.received, (one.batch, aside)
    for file in one.files:
        source = f"{one.feed.system}/{one.batch.feed}/{one.day}/{file.name}"
        ours = {row["_src_row_no"]: row for row in rows if row["_src_file"] == source}
        odd = {line["src_row_no"]: line for line in lines if line["src_file"] == source}
        beside = {row["src_row_no"]: row for row in extra if row["src_file"] == source}
        assert sorted([*ours, *odd]) == list(range(1, len(ours) + len(odd) + 1)), one.batch
        kept = [ours, beside, [line for line in aside if line["src_file"] == source]]
        check_marks(one, file, kept)
        if file.records is not None:
            check_values(one, file, ours, odd)


def check_marks(one: Delivery, file: Made, kept: list) -> None:
    """Every marked value of the file is found again, whatever became of its record."""
    if file.is_parquet or file.name.lower().endswith(".gz"):
        return
    delivered = set(MARKS.findall(file.content.replace(b"\0", b"")))
    found = set(MARKS.findall(repr(kept).encode()))
    assert delivered <= found, (one.batch, delivered - found)


def check_values(
    one: Delivery, file: Made, ours: dict[int, dict], odd: dict[int, dict]
) -> None:
    """Each delivered text is its value, stands in `_cast_failures`, or means nothing."""
    names = [name.lower() for name in file.header]
    codec = one.batch.files[one.files.index(file)].codec.removesuffix("-sig")
    columns = {column.name: column for column in one.feed.columns}
    for number, record in enumerate(file.records, start=1):
        if number in odd:
            is_ragged = len(record) != len(names)
            assert is_ragged or odd[number]["reason"] == "undecodable", (one.batch, odd[number])
            continue
        row = ours[number]
        failures = json.loads(row["_cast_failures"] or "{}")
        for name, raw in zip(names, record, strict=True):
            if name not in columns or raw is None:
                continue
            text = raw if file.is_parquet else raw.encode("latin-1").decode(codec)
            check_value(columns[name], text.replace("\0", ""), row[name], failures.get(name))


def check_value(column: Column, text: str, value: object, failed: str | None) -> None:
    wanted = expected(text, column)
    said = f"{column.name} {column.data_type}: {text!r} became {value!r}, failure {failed!r}"
    if wanted is FAILED:
        assert (value, failed) == (None, text), said
    elif wanted is not ...:
        assert (value, failed) == (wanted, None), said
    elif value is not None:
        assert failed is None, said
    elif failed is None:
        is_void = re.match("(0000.?00.?00|9999.?12.?31)", text.strip()) is not None
        assert is_void or not text.strip(" \t\r\n\u00a0\ufeff\u3000"), said
    else:
        assert failed == text, said


def run_home(batches: list[Batch], anew: list[tuple[int, Batch]]) -> None:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        bank = Bank(Path(folder))
        delivered = deliver(bank, batches)
        before = inbox_bytes(bank)
        check_home(bank, delivered, bank.land())
        tree = bank.tree()
        again = bank.land()
        assert not again.landed + again.replaced
        assert bank.tree() == tree
        assert inbox_bytes(bank) == before, "landing wrote into the inbox"
        replaced = {}
        for place, batch in anew:
            old = delivered[place]
            fresh = replace(batch, feed=old.batch.feed, control="none")
            replaced[place] = batch_tree(bank, old), Delivery(bank, fresh, old.day)
        report = bank.land()
        refused = {(it.feed, it.batch_date) for it in report.refused}
        for old_tree, one in replaced.values():
            if one.key in refused:
                left = {path for path in old_tree if "/_refused/" not in path}
                assert batch_tree(bank, one).keys() >= left
                assert {path: batch_tree(bank, one)[path] for path in left} == {
                    path: old_tree[path] for path in left
                }


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="STRATA_FUZZ_FILES" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    st.lists(BATCH, min_size=BATCHES, max_size=BATCHES),
    st.lists(st.tuples(st.integers(0, BATCHES - 1), BATCH), max_size=5),
)
def test_nothing_crashes_and_nothing_is_lost(batches, anew):
    """Thousands of files: each lands whole, or is refused in a sentence that tells no values."""
    run_home(batches, anew)


def test_so_many_files_were_landed():
    """The run above was as large as it says."""
    print(dict(seen))
    assert seen["files"] >= FILES


# What the fuzzing found, each as small as it can be

HEADER = "acct_no,core_cust_no,rate,open_date,status\n"
ROW = "A,C,0.1,2024-01-01,N\n"


@pytest.fixture
def small(tmp_path: Path) -> Bank:
    return Bank(tmp_path)


def put_parquet(bank: Bank, name: str, **columns: list[str]) -> None:
    path = bank.put("core_account", b"", name=name)
    pq.write_table(pa.table(columns), path)


def test_a_file_name_is_no_pattern(small):
    """`a*.parquet` would read `ab.parquet` too, and count its rows twice."""
    for name, key in (("a*.parquet", "1"), ("ab.parquet", "2"), ("[c].parquet", "3")):
        put_parquet(small, name, acct_no=[key])
    assert only(small.land().landed).received == 3
    assert sorted(small.rows("core_account", "acct_no")) == [("1",), ("2",), ("3",)]


def test_a_homes_path_is_no_pattern(tmp_path):
    """A bank may keep its home in a folder called `[1]`."""
    bank = Bank(tmp_path / "home [1]*")
    bank.accounts("A,C,0.1,2024-01-01,N")
    bank.control(1)
    report = bank.land()
    assert report.is_clean
    assert report.total("landed") == 2


def test_a_parquet_column_called_as_the_readers_own_is_refused_by_name(small):
    put_parquet(small, "a.parquet", acct_no=["1"], file_row_number=["x"])
    assert "has a column file_row_number" in only(small.land().refused).reason


@pytest.mark.parametrize("mark", ["\ufeff".encode(), "\ufeff".encode("gb18030")])
def test_a_mark_before_blank_lines_is_no_name(small, mark):
    small.put("core_account", mark + f"\n\n{HEADER}{ROW}".encode())
    assert only(small.land().landed).received == 1


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_without_a_mark_is_refused(small, codec):
    """Without its NUL bytes it would look like ASCII, and land its Chinese as other letters."""
    small.put("core_account", f"{HEADER}张三{ROW}".encode(codec))
    assert "UTF-16" in only(small.land().refused).reason


@pytest.mark.parametrize(
    ("lines", "label"),
    [
        (["张三A".encode(), "李四B".encode(), "王五C".encode(), "客户".encode("gb18030")], "UTF-8"),
        ([b"A", b"B\xe5\xbc", "合计".encode()], "UTF-8"),
        (["女".encode("gb18030"), "男女客户".encode("gb18030"), "张".encode()], "GB18030"),
    ],
)
def test_the_encoding_of_most_characters_is_the_files(small, lines, label):
    """One line of another system must not turn all other names into wrong characters."""
    small.put("core_account", HEADER.encode() + b"".join(line + b",C,,,\n" for line in lines))
    report = only(small.land().landed)
    assert report.encodings[0].startswith(label)
    assert all("寮" not in key for (key,) in small.rows("core_account", "acct_no"))


@pytest.mark.parametrize("names", ["x," * 100_000, ",".join(f"c{n}" for n in range(3000))])
def test_more_columns_than_any_table_has_are_refused_at_once(small, names):
    """A hundred thousand took three quarters of a minute, each of the same name longer."""
    small.put("core_account", f"acct_no,{names}\n1\n")
    reason = only(small.land().refused).reason
    assert "columns, more than any table of 2000" in reason


@pytest.mark.parametrize("is_parquet", [False, True])
def test_an_extra_column_does_not_hide_where_its_row_came_from(small, is_parquet):
    """A column that is called `src_file` stood beside the loader's own of that name."""
    if is_parquet:
        put_parquet(small, "a.parquet", acct_no=["1"], src_file=["theirs"])
    else:
        small.put("core_account", "acct_no,src_file\n1,theirs\n", name="a.csv")
    report = only(small.land().landed)
    (row,) = tables(small.home.landing / f"_extra/core_account/batch_date={DAY}")
    assert report.extra_columns == ["delivered_src_file"]
    assert row["delivered_src_file"] == "theirs"
    assert row["src_file"].startswith(f"core/core_account/{DAY}/a.")


def test_many_forbidden_names_make_one_sentence(small):
    small.put("core_account", "acct_no," + ",".join(f"cvv_{n}" for n in range(900)) + "\n1\n")
    reason = only(small.land().refused).reason
    assert reason.endswith("and 891 more, which may never be landed; deliver it without")


# Things that are no batch


def unhidden(folder: Path) -> str:
    (folder / "part.csv").mkdir()
    return "part.csv is no CSV"


def dangling(folder: Path) -> str:
    (folder / "gone.csv").symlink_to(folder / "nowhere")
    return "gone.csv is no CSV"


def looping(folder: Path) -> str:
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    return "loop.csv is no CSV"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "pipe.csv")
    return "pipe.csv is no CSV"


def other_ending(folder: Path) -> str:
    (folder / "rows.xlsx").write_bytes(b"x")
    return "rows.xlsx is no CSV"


def line_in_name(folder: Path) -> str:
    (folder / "a\nb.csv").write_text(HEADER)
    return "a\\x0ab.csv is no CSV"


def bytes_in_name(folder: Path) -> str:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.csv")).write_text(HEADER)
    return "\\xff.csv is no CSV"


def odd_day(folder: Path) -> str:
    (folder.parent / "2024-02-30").mkdir()
    return "2024-02-30 is no batch folder"


def wide_day(folder: Path) -> str:
    (folder.parent / "２０２４-01-01").mkdir()
    return "is no batch folder"


def file_as_day(folder: Path) -> str:
    (folder.parent / "2024-02-01").write_text(HEADER)
    return "2024-02-01 is no batch folder"


def other_feed(folder: Path) -> str:
    (folder.parents[1] / "card_card").mkdir()
    return "card_card belongs to card"


def other_system(folder: Path) -> str:
    (folder.parents[2] / "erp").mkdir()
    return "inbox/erp is no system"


def hidden(folder: Path) -> str:
    (folder / ".rows.csv").write_text(HEADER)
    return "names that begin with a dot were left alone"


def bank_folder(folder: Path) -> str:
    (folder.parents[2] / "bank.json").mkdir()
    return "inbox/bank.json must read"


def deep_bank(folder: Path) -> str:
    (folder.parents[2] / "bank.json").write_text("[" * 100_000)
    return "inbox/bank.json must read"


STRAYS = [
    unhidden, dangling, looping, pipe, other_ending, line_in_name, bytes_in_name, odd_day, wide_day,
    file_as_day, other_feed, other_system, hidden, bank_folder, deep_bank,
]  # fmt: skip


@pytest.mark.parametrize("stray", STRAYS, ids=[it.__name__ for it in STRAYS])
def test_what_is_no_batch_is_named_and_the_batch_beside_it_lands(small, stray):
    folder = small.accounts("A,C,0.1,2024-01-01,N").parent
    said = stray(folder)
    report = small.land()
    assert only(report.landed).received == 1
    assert any(said in sentence for sentence in [*report.problems, *report.notices])
    assert not any("\n" in sentence for sentence in [*report.problems, *report.notices])


# Damage to what the loader itself keeps

PLACE = f"landing/core_account/batch_date={DAY}"
TOLD = f'"feed": "core_account", "batch_date": "{DAY}", "fingerprint": "x"'
DAMAGE = [
    *((f"{PLACE}/_batch.json", text) for text in (
        "", "[]", "null", "7", "[" * 100_000, *(f"{{{TOLD}, {more}}}" for more in (
            '"files": null', '"files": [1]', '"expected_sum": "abc"', '"columns": 7',
            '"columns": [7]', '"feed": 5', '"received": "one"', '"loaded_at": 9',
        )),
    )),
    (f"{PLACE}/part-000.parquet", None),
    (f"{PLACE}/part-000.parquet", ""),
    (f"landing/ctl_batch/batch_date={DAY}/part-000.parquet", None),
    (f"landing/_unreadable/core_account/batch_date={DAY}/part-000.parquet", None),
    ("landing/_batches/batches.parquet", None),
    ("landing/core_customer/empty.parquet", None),
    ("landing/_bank.json", ""),
]  # fmt: skip


def spoil(path: Path, text: str | None) -> None:
    """Replace a file's content; None cuts its end off."""
    assert path.exists()
    path.write_bytes(path.read_bytes()[:-7] if text is None else text.encode())


@pytest.fixture
def landed(small) -> Bank:
    small.accounts("A,C,0.1,2024-01-01,N", "ragged")
    small.control(2)
    assert small.land().is_clean
    return small


@pytest.mark.parametrize(("path", "text"), DAMAGE)
def test_damage_in_landing_heals_at_the_next_run(landed, path, text):
    """What lies in landing can be made again from the inbox."""
    rows, lines = landed.rows("core_account", "acct_no"), landed.unreadable("core_account")
    spoil(landed.home.root / path, text)
    assert landed.land().is_clean
    assert landed.rows("core_account", "acct_no") == rows
    assert landed.unreadable("core_account") == lines
    assert landed.land().unchanged == 2


def test_damage_that_no_delivery_can_heal_is_named(landed):
    """A batch that is gone from the inbox must not be left out of a build in silence."""
    shutil.rmtree(landed.home.inbox / "core")
    spoil(landed.home.root / PLACE / "part-000.parquet", None)
    assert f"{PLACE} is damaged" in only(landed.land().problems)


@pytest.mark.parametrize("name", ["accepted_batches", "model_versions", "model_uses"])
@pytest.mark.parametrize("text", [None, ""])
def test_damage_in_state_stops_with_a_sentence(landed, name, text):
    """Decisions of people are made by no run: going on without them would be a silent loss."""
    before = landed.tree()
    spoil(landed.home.state / f"{name}.parquet", text)
    with pytest.raises(StrataError, match=f"^state/{name}.parquet is damaged") as stopped:
        landed.land()
    assert stopped.value.code == Exit.CODE_ERROR
    assert landed.tree() == before


# On through staging

SELECTED = ["--select", "+int_judged_rows", "--resource-type", "model", "--resource-type", "seed"]


def drawn_batches(dice: random.Random) -> list[Batch]:
    """Three batches of every feed with a fault or two, the snapshots last: they set the clock."""
    feeds = [feed for feed in FEEDS if feed != "core_balance_daily"]
    return [
        Batch(feed, tuple(
            Recipe(
                dice.randrange(10_000_000),
                dice.randrange(1, 30),
                values=dice.choice(["odd", "wild"]),
                codec=dice.choice(CODECS),
                faults=tuple(dice.sample(HARMLESS, 2)),
            )
            for _ in range(3)
        ))
        for feed in [*feeds, *feeds, *feeds, *["core_balance_daily"] * 3]
    ]  # fmt: skip


def test_received_is_unreadable_and_quarantined_and_accepted(small):
    """What landing took in, staging judges: no record of a fuzzed batch falls between."""
    deliver(small, drawn_batches(random.Random(5)))
    report = small.land()
    assert report.is_clean, [one.reason for one in report.refused]
    small.home.secret.parent.mkdir()
    small.home.secret.write_text("a secret of nobody, long enough for a test")
    assert run_dbt(small.home, ["build", *SELECTED, "--quiet"]).success
    with duckdb.connect(str(small.home.warehouse), read_only=True) as connection:
        judged = connection.execute(
            """
            select
                feed,
                batch_date,
                count(*) filter (where is_rejected),
                count(*) filter (where not is_rejected)
            from restricted.int_judged_rows
            group by all
            """
        ).fetchall()
    found = {(feed, day): counts for feed, day, *counts in judged}
    fuzzed = [one for one in report.landed if one.feed in FEEDS]
    assert len(fuzzed) == 3 * len(FEEDS)
    for one in fuzzed:
        quarantined, accepted = found.get((one.feed, one.batch_date), (0, 0))
        assert one.received == one.unreadable + quarantined + accepted, one.name
    totals = [sum(counts) for counts in zip(*found.values(), strict=True)]
    assert min(totals) > 50, "both ways must have been taken"
