"""Every arithmetic and dialect macro against answers worked out by hand, rendered by dbt itself.

All cases go through one query an engine. Spark answers the same cases where it is installed.
"""

import importlib.util
import re
import shutil
from dataclasses import dataclass

import pytest
import yaml

from strata.checks.parsed import LINT_TARGET
from strata.home import PROJECT_ROOT


@dataclass(frozen=True)
class Sheet:
    """Cases of one macro: its call over the text columns a, b, c, and an answer a row."""

    call: str
    answers: dict
    type_name: str | None = None


def dates(*columns):
    """The columns as dates, for a macro that takes dates."""
    return ", ".join(f"'cast({column} as date)'" for column in columns)


SHEETS = {
    # Dialect ------------------------------------------------------------------------------------
    "sha256_hex": Sheet(
        "sha256_hex('a')",
        {
            "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            None: None,
        },
    ),
    "jaro_winkler": Sheet(
        "'round(' ~ jaro_winkler('a', 'b') ~ ', 4)'",
        {("MARTHA", "MARHTA"): "0.9611", ("ABC", "ABC"): "1.0", ("ABC", "XYZ"): "0.0"},
    ),
    "regexp_is_match": Sheet(
        "regexp_is_match('a', \"'^\\\\d+[.]x$'\")",
        {"12.x": "true", "12ax": "false", "": "false", None: None},
        "boolean",
    ),
    "regexp_replace_all": Sheet(
        "regexp_replace_all('a', \"'\\\\s+'\", \"'-'\")",
        {"a b  c": "a-b-c", "abc": "abc", "": "", None: None},
    ),
    "integer_divide": Sheet(
        "integer_divide('cast(a as integer)', 'cast(b as integer)')",
        {("7", "2"): "3", ("-7", "2"): "-3", ("7", "0"): None, (None, "2"): None},
        "bigint",
    ),
    "format_date": Sheet(
        f"format_date({dates('a')}, 'yyyymmdd')", {"2024-02-03": "20240203", None: None}
    ),
    "format_date of a month": Sheet(
        f"format_date({dates('a')}, 'yyyy-mm')", {"2024-02-03": "2024-02"}
    ),
    "json_text": Sheet(
        "json_text('a', 'amount')",
        {
            '{"amount": "1,5", "day": "x"}': "1,5",
            '{"day": "x"}': None,
            '{"amount": null}': None,
            "no json": None,
            "": None,
            None: None,
        },
    ),
    "json_object_keys": Sheet(
        "json_object_keys('a')", {'{"a": 1, "b": null}': "a b", "{}": "", None: None}
    ),
    # Time ---------------------------------------------------------------------------------------
    "days_between": Sheet(
        f"days_between({dates('a', 'b')})",
        {
            ("2024-02-28", "2024-03-01"): "2",
            ("2024-03-01", "2024-02-28"): "-2",
            ("2024-03-01", "2024-03-01"): "0",
            (None, "2024-03-01"): None,
        },
        "int",
    ),
    "days_between of times": Sheet(
        "days_between('cast(a as timestamp)', 'cast(b as timestamp)')",
        {("2024-02-28 23:59:59", "2024-02-29 00:00:01"): "1"},
    ),
    "seconds_between": Sheet(
        "seconds_between('cast(a as timestamp)', 'cast(b as timestamp)')",
        {
            ("2024-02-28 23:59:59", "2024-02-29 00:00:01"): "2",
            ("2024-03-01 09:05:30", "2024-03-01 10:04:29.9"): "3539",
            ("2024-03-01 10:00:00", "2024-03-01 09:59:00"): "-60",
            (None, "2024-03-01 09:00:00"): None,
            ("2024-03-01 09:00:00", None): None,
        },
        "bigint",
    ),
    "months_between": Sheet(
        f"months_between({dates('a', 'b')})",
        {
            ("2023-12-31", "2024-01-01"): "1",
            ("2024-01-01", "2024-01-31"): "0",
            ("2024-03-01", "2022-03-31"): "-24",
            ("2024-03-01", None): None,
        },
        "int",
    ),
    "add_days": Sheet(
        f"add_days({dates('a')}, 'cast(b as integer)')",
        {
            ("2024-02-28", "2"): "2024-03-01",
            ("2024-03-01", "-1"): "2024-02-29",
            (None, "1"): None,
            ("2024-03-01", None): None,
        },
        "date",
    ),
    "add_months": Sheet(
        f"add_months({dates('a')}, 'cast(b as integer)')",
        {
            ("2024-01-31", "1"): "2024-02-29",
            ("2024-03-31", "-1"): "2024-02-29",
            ("2023-11-30", "3"): "2024-02-29",
            ("2024-02-29", "12"): "2025-02-28",
            (None, "1"): None,
        },
        "date",
    ),
    "month_end": Sheet(
        f"month_end({dates('a')})",
        {"2024-02-01": "2024-02-29", "2023-12-31": "2023-12-31", None: None},
        "date",
    ),
    "month_start": Sheet(
        f"month_start({dates('a')})",
        {"2024-02-29": "2024-02-01", "2023-12-01": "2023-12-01", None: None},
        "date",
    ),
    "date_from_digits": Sheet(
        "date_from_digits('a')",
        {
            "20240229": "2024-02-29",
            "20230229": None,
            "00000000": None,
            "2024-02-29": None,
            "2024022": None,
            "": None,
            None: None,
        },
        "date",
    ),
    "age_in_years": Sheet(
        f"age_in_years({dates('a', 'b')})",
        {
            ("1990-05-10", "2024-05-09"): "33",
            ("1990-05-10", "2024-05-10"): "34",
            ("2000-02-29", "2023-02-28"): "22",
            ("2000-02-29", "2023-03-01"): "23",
            (None, "2024-05-10"): None,
        },
        "int",
    ),
    # Identifiers --------------------------------------------------------------------------------
    "fold_width": Sheet(
        "fold_width('a')",
        {
            "１１０ＡｂＸ　（）－＋．": "110AbX ()-+.",
            "110x": "110x",
            "张三": "张三",
            "": "",
            None: None,
        },
    ),
    "document_no_normalised": Sheet(
        "document_no_normalised('a')",
        {
            "１１０１０５１９４９１２３１００２ｘ": "11010519491231002X",
            " 1101 0519-491231　002x\t": "11010519491231002X",
            "Ｈ（１２３）４５": "H12345",
            "军字第 00123 号": "军字第00123号",
            " - ": None,
            "": None,
            None: None,
        },
    ),
    "name_normalised": Sheet(
        "name_normalised('a')",
        {
            "张 三": "张三",
            "张　三\u00a0\t": "张三",
            "張三豐": "张三丰",
            "张三丰": "张三丰",
            "買買提•艾力": "买买提·艾力",
            "买买提・艾力": "买买提·艾力",
            "买买提．艾力": "买买提·艾力",
            "买买提·艾力": "买买提·艾力",
            "Ｚhang San": "ZHANGSAN",
            "陳澤濤": "陈泽涛",
            "䶮": "䶮",
            " 　": None,
            "": None,
            None: None,
        },
    ),
    "pinyin_normalised": Sheet(
        "pinyin_normalised('a')",
        {
            "Zhang San": "ZHANGSAN",
            "ZHĀNG, SĀN": "ZHANGSAN",
            "Ｌü-Lǜ": "LVLV",
            "张三": None,
            "": None,
            None: None,
        },
    ),
    "mobile_normalised": Sheet(
        "mobile_normalised('a')",
        {
            "138 0013-8000": "13800138000",
            "+86 13800138000": "13800138000",
            "008613800138000": "13800138000",
            "013800138000": "13800138000",
            "１３８００１３８０００": "13800138000",
            "86138001380": "86138001380",
            "none": None,
            "": None,
            None: None,
        },
    ),
    "is_mobile": Sheet(
        "is_mobile('a')",
        {
            "13800138000": "true",
            "19912345678": "true",
            "12800138000": "false",
            "1380013800": "false",
            "138001380001": "false",
            "": "false",
            None: "false",
        },
        "boolean",
    ),
    # 11010519491231002X is the worked example of the standard; its sum is 167, 167 % 11 = 2: X.
    "resident_id_18": Sheet(
        "resident_id_18('a')",
        {
            "11010519491231002X": "11010519491231002X",
            "110105194912310021": "110105194912310021",
            "110105491231002": "11010519491231002X",
            "110105491231996": None,
            "110105491231999": None,
            "110105491231995": "110105194912319956",
            "11010519491231002x": None,
            "1101054912310": None,
            "": None,
            None: None,
        },
    ),
    "resident_id_birth_date": Sheet(
        "resident_id_birth_date('a')",
        {
            "11010519491231002X": "1949-12-31",
            "110105491231002": "1949-12-31",
            "110105199902300023": None,
            "110105": None,
            "": None,
            None: None,
        },
        "date",
    ),
    "is_valid_resident_id": Sheet(
        "is_valid_resident_id('a', 'cast(b as date)')",
        {
            ("11010519491231002X", "2025-12-31"): "true",
            ("110105194912310021", "2025-12-31"): "false",
            ("11010519491231002x", "2025-12-31"): "false",
            ("11010519491231002X", "1949-12-30"): "false",
            ("11010519491231002X", "1949-12-31"): "true",
            ("11010519491231002X", None): "false",
            ("111111111111111111", "2025-12-31"): "false",
            ("110105491231002", "2025-12-31"): "false",
            # Check digits are right, the days are 30 February 1999 and 31 December 1899.
            ("110105199902300023", "2025-12-31"): "false",
            ("110105189912310023", "2025-12-31"): "false",
            # A transposition of neighbours changes the check digit.
            ("11015019491231002X", "2025-12-31"): "false",
            ("", "2025-12-31"): "false",
            (None, "2025-12-31"): "false",
        },
        "boolean",
    ),
    "is_placeholder_document": Sheet(
        "is_placeholder_document('a')",
        {
            "111111111111111111": "true",
            "11111111111111111X": "true",
            "000000": "true",
            "123456": "true",
            "123456789012345678": "true",
            "12345678901234567X": "true",
            "987654321": "true",
            "110101000000000000": "true",
            "未提供": "true",
            "TEST": "true",
            "11010519491231002X": "false",
            "E12345678": "false",
            "军字第00123号": "false",
            "": "false",
            None: "false",
        },
        "boolean",
    ),
    # 91350100M000100Y43 is the worked example of GB 32100.
    "is_valid_credit_code": Sheet(
        "is_valid_credit_code('a')",
        {
            "91350100M000100Y43": "true",
            "91350100M000100Y44": "false",
            "91350100m000100y43": "false",
            "91350100I000100Y43": "false",
            "000000000000000000": "false",
            "91350100M000100Y4": "false",
            "": "false",
            None: "false",
        },
        "boolean",
    ),
    "is_luhn_valid": Sheet(
        "is_luhn_valid('a')",
        {
            "4111111111111111": "true",
            "4111111111111112": "false",
            "4222222222222": "true",
            "378282246310005": "true",
            "6222020000000000003": "false",
            "6222020000000000000": "true",
            "41111111111": "false",
            "41111111111111110000": "false",
            "4111 1111 1111 1111": "false",
            "": "false",
            None: "false",
        },
        "boolean",
    ),
}

# Macros that stand for a table, an aggregate or a window: a query that answers one text, a case.
QUERIES = {
    "date_series": (
        "select concat(min(date_day), ' ', max(date_day), ' ', count(*)) from "
        "{{ date_series(\"date '2024-02-27'\", \"date '2024-03-01'\") }} as days",
        "2024-02-27 2024-03-01 4",
    ),
    "date_series of one day": (
        "select cast(count(*) as string) from "
        "{{ date_series(\"date '2024-02-27'\", \"date '2024-02-27'\") }} as days",
        "1",
    ),
    "date_series backwards": (
        "select cast(count(*) as string) from "
        "{{ date_series(\"date '2024-02-27'\", \"date '2024-02-26'\") }} as days",
        "0",
    ),
    "date_series without an end": (
        "select cast(count(*) as string) from "
        "{{ date_series(\"date '2024-02-27'\", 'cast(null as date)') }} as days",
        "0",
    ),
    "columns_to_rows": (
        "select {{ string_agg_sorted(\"concat(name, '=', coalesce(value, '?'))\", ' ', 'name') }} "
        "from (select {{ columns_to_rows(['a', 'b'], 'name', 'value') }} "
        "from (values ('1', cast(null as string))) as words (a, b)) as told",
        "a=1 b=?",
    ),
    "string_agg_sorted": (
        "select {{ string_agg_sorted('word', ', ', 'word') }} "
        "from (values ('b'), (null), ('c'), ('a'), ('b')) as words (word)",
        "a, b, b, c",
    ),
    "string_agg_sorted of distinct words": (
        "select {{ string_agg_sorted('distinct word', '|', 'word') }} "
        "from (values ('b'), ('a'), ('b')) as words (word)",
        "a|b",
    ),
    "explode_words": (
        "select {{ string_agg_sorted(\"concat(exploded.id, exploded.word)\", ' ', 'word') }} from "
        "{{ explode_words(\"(select * from (values ('1', 'r2 r1'), ('2', 'r3'), ('3', ''), "
        "('4', cast(null as string))) as t (id, words))\", 'words', 'word') }} as exploded",
        "1r1 1r2 2r3",
    ),
    "last_known": (
        "select {{ string_agg_sorted(\"concat(k, n, coalesce(known, '-'))\", ' ', 'k, n') }} from ("
        "select k, n, {{ last_known('v', 'k', 'n') }} as known from (values "
        "('a', 1, cast(null as string)), ('a', 2, 'x'), ('a', 3, null), ('b', 1, null)"
        ") as rows_known (k, n, v)) as carried",
        "a1- a2x a3x b1-",
    ),
}

# Parts of the macros above, and statements of dbt's hooks that every build runs.
NOT_ASKED = {
    "blanks_pattern",
    "closed_month_ddl",
    "feeds_with_batches",
    "file_size",
    "has_closed_months",
    "landing_ddl",
    "name_folded",
    "newest_batch",
    "raw_feed_ddl",
    "resident_id_check_character",
    "simplified_table",
    "weighted_digit_sum",
    "width_table",
}

SPARK = importlib.util.find_spec("pyspark") is not None and shutil.which("java") is not None


def literal(text):
    """A text as SQL of both engines; none of the cases holds a quote or a backslash."""
    return "cast(null as string)" if text is None else f"'{text}'"


def sheet_query(name, sheet):
    """One select with every case of a sheet."""
    keys = [key if isinstance(key, tuple) else (key,) for key in sheet.answers]
    columns = ", ".join("abc"[: len(keys[0])])
    rows = ", ".join(
        f"({number}, {', '.join(literal(text) for text in key)})" for number, key in enumerate(keys)
    )
    call = "{{ " + sheet.call + " }}"
    return (
        f"select '{name}' as macro_name, case_no, cast({call} as string) as answer, "
        f"typeof({call}) as type_name from (values {rows}) as cases (case_no, {columns})"
    )


def all_cases(secret_file):
    """One query that answers every case: macro_name, case_no, answer, type_name."""
    queries = {
        **QUERIES,
        "read_secret": (f"select secret from {{{{ read_secret('{secret_file}') }}}} as s", ""),
    }
    parts = [sheet_query(name, sheet) for name, sheet in SHEETS.items()]
    parts += [
        f"select '{name}' as macro_name, 0 as case_no, ({query}) as answer, '' as type_name"
        for name, (query, _) in queries.items()
    ]
    return "\nunion all\n".join(parts)


@pytest.fixture(scope="module", params=["lint", "spark"])
def answers(request, tmp_path_factory):
    """(macro, case number) -> (answer, type) as one engine gives them."""
    if request.param == "spark" and not SPARK:
        pytest.skip("Spark is not installed: pip install -e '.[spark]' and a JRE 17")
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("macros")
    secret_file = folder / "secret"
    secret_file.write_text("first line\nsecond line \t\r\n", encoding="utf-8")
    target_dir = LINT_TARGET if request.param == "lint" else folder / "target"
    with pytest.MonkeyPatch.context() as patch:
        # Spark leaves its metastore and its warehouse where it is started.
        if request.param == "spark":
            patch.chdir(folder)
            patch.setenv("STRATA_HOME", str(folder))
        outcome = dbtRunner().invoke([
            "--quiet", "show", "--inline", all_cases(secret_file), "--limit", "-1",
            "--target", request.param, "--project-dir", str(PROJECT_ROOT),
            "--profiles-dir", str(PROJECT_ROOT), "--target-path", str(target_dir),
            "--log-path", str(folder / "logs"), "--no-populate-cache",
        ])  # fmt: skip
    assert outcome.success, outcome.exception or outcome.result
    table = outcome.result.results[0].agate_table
    return {(row[0], int(row[1])): (row[2], row[3]) for row in table.rows}


def test_every_macro_is_described_and_asked():
    folders = [PROJECT_ROOT / "macros" / name for name in ("dialect", "identifiers", "time")]
    macros = {
        name
        for folder in folders
        for path in folder.glob("*.sql")
        for name in re.findall(r"{%-? macro (\w+)", path.read_text(encoding="utf-8"))
        if not name.startswith(("default__", "spark__"))
    }
    described = {
        macro["name"]
        for folder in folders
        for path in folder.glob("_*.yml")
        for macro in yaml.safe_load(path.read_text(encoding="utf-8"))["macros"]
    }
    asked = {name.split()[0] for name in [*SHEETS, *QUERIES]} | {"read_secret"}
    assert described == macros
    assert macros - asked == NOT_ASKED


@pytest.mark.parametrize("name", SHEETS)
def test_macro(answers, name):
    sheet = SHEETS[name]
    found = {key: answers[(name, number)][0] for number, key in enumerate(sheet.answers)}
    assert found == sheet.answers
    if sheet.type_name:
        types = {answers[(name, number)][1].lower() for number in range(len(sheet.answers))}
        assert {name.replace("integer", "int") for name in types} == {sheet.type_name}


@pytest.mark.parametrize("name", QUERIES)
def test_query_macro(answers, name):
    assert answers[(name, 0)][0] == QUERIES[name][1]


def test_secret_is_read_whole_and_trimmed(answers):
    assert answers[("read_secret", 0)][0] == "first line\nsecond line"
