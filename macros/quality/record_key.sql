{# Key of a record as one text: its key columns joined by `|`, a missing part empty. #}
{% macro record_key(keys) -%}
    {%- set parts = [] -%}
    {%- for key in keys -%}
        {%- do parts.append("coalesce(cast(" ~ key ~ " as varchar(200)), '')") -%}
    {%- endfor -%}
    {{ parts[0] if parts | length == 1 else "concat_ws('|', " ~ parts | join(', ') ~ ")" }}
{%- endmacro %}


{# Columns of a judged row that the register and the counts are made of. #}
{% macro judged_row(feed, keys) -%}
    '{{ feed }}' as feed,
    {{ record_key(keys) }} as record_key,
    batch_date,
    src_file,
    src_row_no,
    cast_failures,
    failed_rules,
    is_rejected
{%- endmacro %}


{#
    Rows of the CTE `rows` that name, in `column`, a record the CTE `parents` does not hold (there
    under `parent_column`). Nothing is found where the parents' feed brings no row at all: a bank
    without it has no orphans.
#}
{% macro orphans(rule_id, rows, keys, column, parents, parent_column=none) -%}
    select
        '{{ rule_id }}' as rule_id,
        {{ record_key(keys) }} as record_key,
        batch_date,
        src_file,
        src_row_no
    from {{ rows }}
    where
        {{ column }} is not null
        and exists (select 1 from {{ parents }})
        and not exists (
            select 1 from {{ parents }} as parent_rows
            where parent_rows.{{ parent_column or column }} = {{ rows }}.{{ column }}
        )
{%- endmacro %}
