{#
    A table made of whole partitions, each remade only when its source has changed.

    The model names a relation of wanted partitions and their versions; every row keeps the version
    it was made from. A partition whose kept version differs from the wanted one, that is missing on
    either side, or that was made by other code, is deleted and made anew; nothing else is read.
    So a late fact, a corrected date, an emptied partition and an earlier `as_of_date` need no rule
    of their own.

    The model opens with `partitioned_by(column, versions, versions_where)` and filters its input
    with `in_touched(column)`.
#}
{% materialization partitioned, default %}
    {% set target_relation = this.incorporate(type='table') %}
    {% set touched = touched_partitions() %}
    {% set versioned = versioned_rows(sql) %}
    {{ run_hooks(pre_hooks) }}
    {% if touched is none %}
        {% set existing = load_cached_relation(this) %}
        {% set fresh = make_intermediate_relation(target_relation) %}
        {% do drop_relation_if_exists(load_cached_relation(fresh)) %}
        {% call statement('main') %}
            {{ get_create_table_as_sql(false, fresh, versioned) }}
        {% endcall %}
        {% if existing is not none %}
            {% do adapter.drop_relation(existing) %}
        {% endif %}
        {% do adapter.rename_relation(fresh, target_relation) %}
    {% elif touched %}
        {% do replace_partitions(target_relation, versioned, touched) %}
    {% else %}
        {% call statement('main') %} select 1 {% endcall %}
    {% endif %}
    {% do persist_docs(target_relation, model) %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{# Configures the calling model: its partition column, the model that lists the wanted partitions
   (that column and `partition_version`) and an optional filter on that list. #}
{% macro partitioned_by(column, versions, versions_where='true') %}
    {%- do ref(versions) -%}
    {%- do ref('parameter') -%}
    {{- config(
        materialized='partitioned',
        meta={
            'partition_by': column,
            'versions': versions,
            'versions_where': versions_where,
        },
    ) -}}
{% endmacro %}


{# Deletes the touched partitions of a table and inserts their new rows. #}
{% macro replace_partitions(relation, versioned, touched) %}
    {{ return(adapter.dispatch('replace_partitions', 'strata')(relation, versioned, touched)) }}
{% endmacro %}

{% macro default__replace_partitions(relation, versioned, touched) %}
    {% do run_query("delete from " ~ relation ~ " where "
        ~ date_list_filter(config.meta_require('partition_by'), touched)) %}
    {% call statement('main') %}
        insert into {{ relation }} {{ versioned }}
    {% endcall %}
{% endmacro %}

{# Spark keeps a partition that became empty: the kept rows and the new ones are written together. #}
{% macro spark__replace_partitions(relation, versioned, touched) %}
    {% set fresh = make_intermediate_relation(relation) %}
    {% do drop_relation_if_exists(fresh) %}
    {% call statement('main') %}
        create table {{ fresh }} using parquet as
        select * from {{ relation }}
        where not ({{ date_list_filter(config.meta_require('partition_by'), touched) }})
        union all
        {{ versioned }}
    {% endcall %}
    {% do adapter.drop_relation(relation) %}
    {% do adapter.rename_relation(fresh, relation) %}
{% endmacro %}


{# The model's rows, each with the version of the partition it belongs to. #}
{% macro versioned_rows(sql) %}
    select built.*, wanted.partition_version
    from (
        {{ sql }}
    ) as built
    inner join ({{ wanted_partitions() }}) as wanted
        on built.{{ config.meta_require('partition_by') }} = wanted.partition_key
{% endmacro %}


{# Wanted partitions of the calling model: partition_key, partition_version (code and parameters in it). #}
{% macro wanted_partitions() %}
    select
        {{ config.meta_require('partition_by') }} as partition_key,
        md5(concat(
            partition_version,
            '{{ local_md5(model.raw_code) }}',
            (select {{ string_agg_sorted(
                "concat(parameter_id, cast(value as varchar(40)))", '|', 'parameter_id'
            ) }} from {{ ref('parameter') }})
        )) as partition_version
    from {{ ref(config.meta_require('versions')) }}
    where {{ config.meta_require('versions_where') }}
{% endmacro %}


{# Partitions to remake, as ISO dates; none when the whole table has to be built. #}
{% macro touched_partitions() %}
    {% if not execute or this is none or flags.WHICH not in ('run', 'build') or should_full_refresh() %}
        {{ return(none) }}
    {% endif %}
    {% set existing = load_cached_relation(this) %}
    {% if existing is none or not existing.is_table %}
        {{ return(none) }}
    {% endif %}
    {% set kept = [] %}
    {% set touched = [] %}
    {% set compared = run_query(
        "with wanted as (" ~ wanted_partitions() ~ "), "
        ~ "kept as (select distinct " ~ config.meta_require('partition_by') ~ " as partition_key, "
        ~ "partition_version from " ~ this ~ ") "
        ~ "select cast(coalesce(wanted.partition_key, kept.partition_key) as varchar(10)) as partition_key, "
        ~ "coalesce(wanted.partition_version = kept.partition_version, false) as is_kept "
        ~ "from wanted full outer join kept on wanted.partition_key = kept.partition_key order by 1"
    ) %}
    {% for row in compared.rows %}
        {% if row['is_kept'] %}{% do kept.append(row['partition_key']) %}
        {% else %}{% do touched.append(row['partition_key']) %}{% endif %}
    {% endfor %}
    {{ return(touched | unique | list if kept else none) }}
{% endmacro %}


{# Filter that keeps the partitions to remake; true when the whole table is built. #}
{% macro in_touched(column) %}
    {%- set touched = touched_partitions() -%}
    {{ 'true' if touched is none else date_list_filter(column, touched) }}
{%- endmacro %}


{# `column in (dates)`, written out so that engines prune files by it; false for no dates. #}
{% macro date_list_filter(column, dates) -%}
    {%- if not dates -%} false
    {%- else -%} {{ column }} in ({% for day in dates %}date '{{ day }}'{{ ', ' if not loop.last }}{% endfor %})
    {%- endif -%}
{%- endmacro %}
