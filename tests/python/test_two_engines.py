"""SQL of the project is understood by DuckDB and by Spark; the check finds what is not."""

import textwrap

import pytest

from strata.checks.finding import Finding
from strata.checks.sql_functions import CLOCKS, DIFFERENT, SAME_ON_BOTH
from strata.checks.two_engines import (
    dialect_functions_outside_macros,
    has_spark,
    own_sql,
    parse_with_spark,
)

OFFENCES = {
    "select string_agg(name, ',') from sales": "string_agg",
    "select {{ month_end('strptime(day)') }} as month_end from sales": "strptime",
    "select list_transform(days, x -> x + 1) as days from sales": "list_transform",
    'select "day" from sales': '"',
    "select * exclude (day) from sales": "exclude",
    "select current_date as today_is from sales": "current_date",
    "select now() as today_is from sales": "now",
    "select day + interval 1 day as next_day from sales": "+ interval",
    "select cast(day as varchar) as day from sales": "varchar",
    "select amount // 2 as half from sales": "//",
    "select last_value(day ignore nulls) over (order by day) as day from sales": "ignore nulls",
    "select * from range(10)": "range",
    "select * from read_parquet('x') as sales": "read_parquet",
    "select frobnicate(day) as day from sales": "frobnicate",
}
HARMLESS = """
    {# string_agg(day) and "day" in a comment of Jinja #}
    {{ config(alias="sales", post_hook="{{ halt_on_rows(this) }}") }}
    -- list_sum(days), current_date
    with recursive days (day, amount) as (
        select cast('now()' as varchar(10)) as day, 1::decimal(18, 2) as amount
        from (values ('"a"', 1)) as pairs (name, number)
    )
    select
        {{ string_agg_sorted("concat(day, '->')", ', ', 'day') }} as days,
        sum(amount) filter (where amount in (1, 2)) as amount, -- unnest(days)
        count(*) over (order by day range between interval '1' day preceding and current row) as n
    from days
    {%- if execute %}{% do exceptions.raise_compiler_error("Batch(es) " ~ this) %}{% endif %}
"""


def findings_in(folder, sql):
    """What the check says of a project with one model."""
    (folder / "models").mkdir()
    (folder / "models" / "sales.sql").write_text(textwrap.dedent(sql), encoding="utf-8")
    return dialect_functions_outside_macros(folder)


def test_project_holds_no_dialect_function_outside_macros():
    assert [str(finding) for finding in dialect_functions_outside_macros()] == []


@pytest.mark.parametrize(("sql", "culprit"), OFFENCES.items(), ids=OFFENCES.values())
def test_dialect_function_is_found(tmp_path, sql, culprit):
    found = findings_in(tmp_path, f"-- first line\n{sql}")
    assert culprit in {finding.sentence.split("`")[1] for finding in found}
    assert {(finding.path, finding.line) for finding in found} == {("models/sales.sql", 2)}


def test_comments_literals_and_macro_calls_are_no_findings(tmp_path):
    assert findings_in(tmp_path, HARMLESS) == []


def test_bodies_of_dispatched_macros_are_left_out():
    template = "{% macro default__a(x) -%}\nlist_sum({{ x }})\n{%- endmacro %}\nselect list_sum(x)"
    assert own_sql(template) == "\n\n\nselect list_sum(x)"


def test_line_numbers_survive_everything_that_is_left_out():
    template = "{#\n#}\n/* \n */ 'a\nb' {{ call(\n  'x'\n) }}\nselect"
    assert own_sql(template).count("\n") == template.count("\n")


def test_a_function_is_in_one_list_only():
    assert not SAME_ON_BOTH & (set(DIFFERENT) | CLOCKS)


def test_finding_names_its_place():
    assert str(Finding("models/a.sql", 3, "wrong")) == "models/a.sql:3: wrong"


@pytest.mark.skipif(not has_spark(), reason="needs pip install -e '.[spark]' and a Java runtime 17")
def test_spark_parses_every_compiled_model(tmp_path):
    assert [str(finding) for finding in parse_with_spark(tmp_path)] == []
