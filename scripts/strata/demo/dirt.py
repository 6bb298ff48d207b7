"""Dirt on finished tables: which share of a feed's rows gets which defect, registered as it is put.

A row carries one defect at most, so that every planted row has one verdict. Codes are those of the
dirty-data catalogue; `OUTSIDE` stands for what the catalogue does not list (unknown codes, keys
that are missing, contradictions).
"""

from dataclasses import dataclass
from datetime import date

from strata.contract import load_contract
from strata.demo.bank import Demo

OUTSIDE = "D00"


@dataclass(frozen=True)
class Dirt:
    """One kind of defect of a feed.

    `column` gets the SQL expression `text`, in `share` of the rows that satisfy `where` and carry
    no defect yet, but in `least` rows where there are so many. `column` may be `_raw` (a line that
    is no record) or `_batch` (a row that comes late).
    """

    code: str
    verdict: str
    column: str
    text: str
    note: str
    share: float
    where: str = "true"
    least: int = 1


def ragged(share: float) -> tuple[Dirt, Dirt]:
    """Lines that are no record: too short (D10) and undecodable (D09), `share` of each."""
    return (
        Dirt("D10", "unreadable", "_raw", "'SHORT'", "line too short", share),
        Dirt("D09", "unreadable", "_raw", "'BYTES'", "bytes of no encoding", share),
    )


def late(share: float = 0.02) -> Dirt:
    """Rows of the daily batches that come one to three days after the event (D14)."""
    return Dirt(
        "D14", "repaired", "_batch", "_batch + (1 + floor(_draw * 1e6) % 3)::integer",
        "late by days", share, "_batch > day_history() and _batch <= day_last() - 3",
    )


def restyled(column: str, share: float = 0.004) -> Dirt:
    """Times written 2020/1/31 08:05:09 instead of 2020-01-31 08:05:09 (D11)."""
    stamp = f"{column}::timestamp"
    text = (
        f"year({stamp}) || '/' || month({stamp}) || '/' || day({stamp}) || substr({column}, 11, 9)"
    )
    return Dirt("D11", "repaired", column, text, "date with slashes", share,
                f"{column} is not null")


def key_of(feed: str) -> str:
    """SQL of a feed's record key in the register of defects: key columns joined with `|`."""
    return " || '|' || ".join(f"coalesce({name}, '')" for name in load_contract()[feed].keys)


def open_ground(demo: Demo, feed: str) -> None:
    """Add to `out_<feed>` what the register needs, where the table does not hold it yet.

    Columns: `_code`, `_verdict`, `_column`, `_note`, `_raw`, `_again` VARCHAR, `_draw` DOUBLE.
    """
    names = ("_code", "_verdict", "_column", "_note", "_raw", "_again")
    adds = "".join(
        f"alter table out_{feed} add column if not exists {name} varchar;" for name in names
    )
    demo.run(f"""
        {adds}
        alter table out_{feed} add column if not exists _draw double;
        update out_{feed} set _draw = u({key_of(feed)}, 'dirt {feed}');
    """)


def send_again(
    demo: Demo, feed: str, changes: dict[str, str], *, share: float, note: str,
    where: str = "true", least: int = 1,
) -> None:
    """Deliver rows of the daily batches once more in the next batch, with other values (D15).

    `changes` maps columns to SQL expressions; `share` and `least` as in `Dirt`. Comes after `soil`,
    so that no row sent again is older than its first delivery; a row is sent again once.
    """
    replaced = "".join(f"{text} as {name}, " for name, text in changes.items())
    where = f"_again is null and ({where}) and _batch > day_history() and _batch < day_last()"
    drawn = f"{where} and u(_draw, '{note}') < {share}"
    if _count(demo, feed, drawn) < least:
        drawn = _first(feed, where, least)
    demo.run(f"""
        update out_{feed} set _again = '{note}' where _code is null and {drawn};
        insert into out_{feed} by name
        select * replace (
            {replaced} _batch + 1 as _batch, 'D15' as _code, 'repaired' as _verdict,
            null as _column, '{note}' as _note
        )
        from out_{feed} where _again = '{note}';
    """)


def soil(demo: Demo, feed: str, *kinds: Dirt) -> None:
    """Put every kind of defect on `out_<feed>`, once; `open_ground` must have come before."""
    lower = 0.0
    for kind in kinds:
        column = "null" if kind.column.startswith("_") else f"'{kind.column}'"
        upper = lower + kind.share
        drawn = f"_draw >= {lower:.9f} and _draw < {upper:.9f} and ({kind.where})"
        if _count(demo, feed, drawn) < kind.least:
            drawn = _first(feed, kind.where, kind.least)
        demo.run(f"""
            update out_{feed} set {kind.column} = {kind.text}, _code = '{kind.code}',
                _verdict = '{kind.verdict}', _column = {column}, _note = '{kind.note}'
            where _code is null and {drawn}
        """)
        lower = upper
    if lower > 1:
        raise ValueError(f"the shares of {feed} add up to {lower}")


def register(demo: Demo, feed: str) -> None:
    """Write what `out_<feed>` carries into the register of defects; keys as delivered."""
    demo.run(f"""
        insert into defect
        select '{feed}', {key_of(feed)}, _batch, _code, _verdict, _column, _note
        from out_{feed} where _code is not null
    """)


def register_batch(demo: Demo, feed: str, batch: date, code: str, note: str) -> None:
    """Register a defect of a whole batch that the loader repairs (encoding, trailer)."""
    demo.con.execute(
        "insert into defect values (?, 'batch', ?, ?, 'repaired', null, ?)",
        [feed, batch, code, note],
    )


def _count(demo: Demo, feed: str, drawn: str) -> int:
    return demo.rows(f"select count(*) from out_{feed} where _code is null and {drawn}")[0][0]


def _first(feed: str, where: str, least: int) -> str:
    """Condition that names exactly `least` rows that could take the defect, daily ones first."""
    return (
        f"rowid in (select rowid from out_{feed} where _code is null and ({where}) "
        f"order by _batch = day_history(), _draw, {key_of(feed)}, _batch limit {least})"
    )
