"""One tolerant cast per contract type, in SQL over delivered text.

- date: 2020-01-31, 2020/1/31, 2020.1.31, 20200131, each with or without a time of day
- timestamp: the same with ` ` or `T`, seconds and fractions optional; 20200131235959; a bare date
  is midnight; an offset other than +08:00 is unreadable (the contract's clock is Asia/Shanghai)
- both: 00000000, 0000-00-00, 99991231, 9999-12-31 (any writing, any time) and blanks are NULL
- decimal: thousands separators in groups of three, full-width digits and signs, a leading plus,
  exponents; digits beyond the scale are rounded half up (away from zero); too large is unreadable
- integer: as decimal, the fraction must be zero
- boolean: Y/N, 1/0, T/F, true/false, yes/no, 是/否
- varchar: as delivered; only an empty text becomes NULL (and NUL bytes are dropped)

Each type has a strict reading, cheap enough for every row, and a loose one over the folded text
(half-width, trimmed) for the texts the strict one could not read. The steps are stacked subqueries,
so that every expression is evaluated once: the engine's own sharing of common subexpressions is
off (`ENGINE_SETTINGS`), because it would evaluate the loose reading of every row.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from strata.contract import Column

ENGINE_SETTINGS = ("set disabled_optimizers = 'common_subexpressions'",)

_WIDE = "０１２３４５６７８９＋－．，／：ＴＥＹＮＦｔｅｙｎｆ　"
_NARROW = "0123456789+-.,/:TEYNFteynf "
_TIME = "[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?( ?[+]08(:?00)?)?"
_DAY = "[0-9]{4}(-[0-9]{1,2}-|/[0-9]{1,2}/|[.][0-9]{1,2}[.])[0-9]{1,2}"
_COMPACT = "[0-9]{8}([ T]?[0-9]{2}:?[0-9]{2}:?[0-9]{2}([.][0-9]{1,6})?)?"
_COMPACT_FORMATS = (
    "['%Y%m%d', '%Y%m%d%H%M%S', '%Y%m%d %H%M%S', '%Y%m%d %H:%M:%S', '%Y%m%d %H:%M:%S.%f']"
)
_NUMBER = "[+-]? ?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,3})?"
_GROUPED = "[+-]? ?[0-9]{1,3}(,[0-9]{3})+([.][0-9]*)?"

MACROS = (
    f"""create macro strata_fold(x) as
        trim(translate(x, '{_WIDE}', '{_NARROW}'), ' \t\r\n\u00a0\ufeff')""",
    # A day written with / or . is read as one with -; fractions of seconds stand further right.
    f"""create macro strata_loose_timestamp(c) as case
        when regexp_full_match(c, '{_DAY}({_TIME})?') then try_cast(
            concat(translate(left(c, 10), '/.', '--'), substr(split_part(c, '+', 1), 11))
            as timestamp
        )
        when regexp_full_match(c, '{_COMPACT}')
            then try_strptime(replace(c, 'T', ' '), {_COMPACT_FORMATS})
        end""",
    """create macro strata_is_void_date(c) as
        c = '' or regexp_matches(c, '^(0000[-/.]?00[-/.]?00|9999[-/.]?12[-/.]?31)')""",
    # Commas are dropped only where they part groups of three: 1,50 must not become 150.
    f"""create macro strata_loose_number(c) as case
        when regexp_full_match(c, '{_NUMBER}') then replace(c, ' ', '')
        when regexp_full_match(c, '{_GROUPED}') then replace(replace(c, ',', ''), ' ', '')
        end""",
    """create macro strata_loose_integer(n) as
        case when n = trunc(n) then try_cast(n as bigint) end""",
    """create macro strata_loose_boolean(c) as case
        when lower(c) in ('y', '1', 't', 'true', 'yes', '是') then true
        when lower(c) in ('n', '0', 'f', 'false', 'no', '否') then false
        end""",
)


@dataclass(frozen=True)
class Step:
    """One column on its way from text to value; all fields are SQL expressions.

    `strict` reads the raw column; where it gives NULL and `is_odd` holds, the text is folded;
    `loose` reads the folded column, `is_meant` tells that its NULL is what the text says.
    """

    strict: str
    is_odd: str
    loose: str
    is_meant: str


def quoted(name: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def path_literal(path: Path | str, files: str = "") -> str:
    """A path as an SQL literal that matches nothing but itself, or the pattern `files` below it."""
    named = re.sub(r"([*?\[])", r"[\1]", str(path))
    return literal(os.path.join(named, files) if files else named)


def read_step(column: Column, raw: str, folded: str) -> Step:
    """How a column of the contract is read from the SQL expressions of its text."""
    data_type = column.data_type
    kind = data_type.split("(")[0]
    odd, blank = f"{raw} is not null", f"{folded} = ''"
    if kind == "date":
        strict = (
            f"case when regexp_full_match({raw}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') "
            f"then nullif(try_cast({raw} as date), date '9999-12-31') "
            f"when regexp_full_match({raw}, '[0-9]{{8}}') and {raw} <> '99991231' "
            f"then try_cast(try_strptime({raw}, '%Y%m%d') as date) end"
        )
        odd += f" and {raw} not in ('00000000', '99991231', '9999-12-31')"
        void = f"strata_is_void_date({folded})"
        loose = f"case when not {void} then cast(strata_loose_timestamp({folded}) as date) end"
        return Step(strict, odd, loose, void)
    if kind == "timestamp":
        pattern = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"
        strict = (
            f"case when regexp_full_match({raw}, '{pattern}') and not starts_with({raw}, '9999') "
            f"then try_cast({raw} as timestamp) end"
        )
        void = f"strata_is_void_date({folded})"
        loose = f"case when not {void} then strata_loose_timestamp({folded}) end"
        return Step(strict, odd, loose, void)
    if kind == "boolean":
        strict = (
            f"case {raw} when 'Y' then true when 'N' then false when '1' then true "
            "when '0' then false when 'true' then true when 'false' then false end"
        )
        return Step(strict, odd, f"strata_loose_boolean({folded})", blank)
    if kind == "decimal":
        strict = f"case when not contains({raw}, '_') then try_cast({raw} as {data_type}) end"
        return Step(strict, odd, f"try_cast(strata_loose_number({folded}) as {data_type})", blank)
    if kind in {"integer", "bigint"}:
        strict = (
            f"case when regexp_full_match({raw}, '-?[0-9]{{1,18}}') "
            f"then try_cast({raw} as {data_type}) end"
        )
        number = f"try_cast(strata_loose_number({folded}) as decimal(38, 10))"
        return Step(strict, odd, f"try_cast(strata_loose_integer({number}) as {data_type})", blank)
    raise ValueError(f"no cast for contract type {data_type}")


class TypedSelect:
    """Builds the SELECT that turns delivered columns into the contract's, failures included."""

    def __init__(self) -> None:
        self._raw: list[str] = []
        self._strict: list[str] = []
        self._folded: list[str] = []
        self._value: list[str] = []
        self._final: list[str] = []
        self._failed: list[tuple[str, str, str]] = []

    def keep(self, expression: str, name: str) -> None:
        """A column taken over as the SQL expression gives it."""
        name = quoted(name)
        self._raw.append(f"{expression} as {name}")
        for layer in (self._strict, self._folded, self._value, self._final):
            layer.append(name)

    def constant(self, expression: str, name: str) -> None:
        """A column that is the same for the whole file."""
        self._final.append(f"{expression} as {quoted(name)}")

    def direct(self, column: Column, raw: str, value: str) -> None:
        """A column read from another type than text, without a way through text."""
        name, source = quoted(column.name), quoted(f"_raw_{column.name}")
        self._raw += [f"{raw} as {source}", f"{value} as {name}"]
        for layer in (self._strict, self._folded, self._value):
            layer += [source, name]
        self._final.append(name)
        failed = f"{name} is null and {source} is not null"
        if column.data_type in {"date", "timestamp"}:
            failed += f" and coalesce(try_cast({source} as date) <> date '9999-12-31', true)"
        self._failed.append((column.name, source, f"({failed})"))

    def read(self, column: Column, text: str) -> None:
        """A column read from the SQL expression of its text."""
        if column.data_type == "varchar":
            self.keep(f"nullif({text}, '')", column.name)
            return
        name = quoted(column.name)
        raw, strict, folded = (quoted(f"_{it}_{column.name}") for it in ("raw", "strict", "fold"))
        step = read_step(column, raw, folded)
        self._raw.append(f"{text} as {raw}")
        self._strict += [raw, f"{step.strict} as {strict}"]
        odd = f"{strict} is null and {step.is_odd}"
        self._folded += [raw, strict, f"case when {odd} then strata_fold({raw}) end as {folded}"]
        self._value += [raw, folded, f"coalesce({strict}, {step.loose}) as {name}"]
        self._final.append(name)
        failed = f"({folded} is not null and {name} is null and not {step.is_meant})"
        self._failed.append((column.name, raw, failed))

    def sql(self, source: str) -> str:
        """The whole SELECT over `source`, `_cast_failures` last."""
        statement = f"select {', '.join(self._raw)} from {source}"
        for layer in (self._strict, self._folded, self._value):
            statement = f"select {', '.join(layer)} from ({statement})"
        final = [*self._final, f"{self._failures()} as _cast_failures"]
        return f"select {', '.join(final)} from ({statement})"

    def _failures(self) -> str:
        if not self._failed:
            return "cast(null as varchar)"
        any_failed = " or ".join(failed for _, _, failed in self._failed)
        parts = ", ".join(
            f"case when {failed} "
            f"then concat({_json_key(name)}, to_json(cast({raw} as varchar))) end"
            for name, raw, failed in self._failed
        )
        return f"case when {any_failed} then concat('{{', concat_ws(', ', {parts}), '}}') end"


def _json_key(name: str) -> str:
    return literal(f'"{name}": ')
