{% macro explode_words(relation, column, alias) -%}
    {{ return(adapter.dispatch('explode_words', 'strata')(relation, column, alias)) }}
{%- endmacro %}

{% macro default__explode_words(relation, column, alias) -%}
    (
        select exploded.*
        from (
            select
                relation_rows.*,
                unnest(string_split(relation_rows.{{ column }}, ' ')) as {{ alias }}
            from {{ relation }} as relation_rows
        ) as exploded
        where exploded.{{ alias }} <> ''
    )
{%- endmacro %}

{% macro spark__explode_words(relation, column, alias) -%}
    (
        select exploded.*
        from (
            select
                relation_rows.*,
                explode(split(relation_rows.{{ column }}, ' ')) as {{ alias }}
            from {{ relation }} as relation_rows
        ) as exploded
        where exploded.{{ alias }} <> ''
    )
{%- endmacro %}
