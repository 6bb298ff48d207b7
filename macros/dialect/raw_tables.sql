{# Statements that make landed Parquet readable as tables; the only place that knows its paths. #}

{% macro newest_batch(home, feed) %}
    {{ return(adapter.dispatch('newest_batch', 'strata')(home, feed)) }}
{% endmacro %}

{% macro default__newest_batch(home, feed) %}
    {% set found = run_query(
        "select max(regexp_extract(file, 'batch_date=([0-9-]+)', 1)) from glob('"
        ~ home ~ "/landing/" ~ feed ~ "/batch_date=*/*.parquet')"
    ) %}
    {{ return(found.columns[0].values()[0]) }}
{% endmacro %}


{% macro feeds_with_batches(home) %}
    {{ return(adapter.dispatch('feeds_with_batches', 'strata')(home)) }}
{% endmacro %}

{% macro default__feeds_with_batches(home) %}
    {% set found = run_query(
        "select distinct regexp_extract(file, 'landing/([^/]+)/batch_date=', 1) from glob('"
        ~ home ~ "/landing/*/batch_date=*/*.parquet')"
    ) %}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}


{% macro raw_feed_ddl(home, source, has_batches, as_of_date) %}
    {{ return(adapter.dispatch('raw_feed_ddl', 'strata')(home, source, has_batches, as_of_date)) }}
{% endmacro %}

{#
    A feed with a `batch_date` column of its own (control totals) keeps it as delivered; the day of its
    folder is `_batch_date` there.
#}
{% macro default__raw_feed_ddl(home, source, has_batches, as_of_date) %}
    {% set folder = home ~ "/landing/" ~ source.name %}
    {% set visible = "batch_date <= date '" ~ as_of_date ~ "'" %}
    {% if not has_batches %}
        {% set own = ", batch_date as _batch_date" if 'batch_date' in source.columns else "" %}
        {% set rows = "select *" ~ own ~ " from read_parquet('" ~ folder ~ "/empty.parquet')" %}
    {% elif 'batch_date' in source.columns %}
        {% set rows = "select * exclude (filename), cast(regexp_extract(filename, "
            ~ "'batch_date=([0-9-]+)', 1) as date) as _batch_date from read_parquet('" ~ folder
            ~ "/batch_date=*/*.parquet', hive_partitioning = false, filename = true)" %}
        {% set visible = "_" ~ visible %}
    {% else %}
        {% set rows = "select * from read_parquet('" ~ folder ~ "/batch_date=*/*.parquet', "
            ~ "hive_partitioning = true, hive_types = {'batch_date': date})" %}
    {% endif %}
    {{ return(
        "create or replace view raw." ~ source.name ~ " as " ~ rows ~ " where " ~ visible
    ) }}
{% endmacro %}

{% macro spark__raw_feed_ddl(home, source, has_batches, as_of_date) %}
    {% set folder = home ~ "/landing/" ~ source.name ~ ('' if has_batches else '/empty.parquet') %}
    {% set own = ", to_date(regexp_extract(input_file_name(), 'batch_date=([0-9-]+)', 1))"
        ~ " as _batch_date" if 'batch_date' in source.columns else "" %}
    {{ return(
        "create or replace view raw." ~ source.name ~ " as select *" ~ own ~ " from parquet.`"
        ~ folder ~ "` where batch_date <= date '" ~ as_of_date ~ "'"
    ) }}
{% endmacro %}


{% macro has_closed_months(home) %}
    {{ return(adapter.dispatch('has_closed_months', 'strata')(home)) }}
{% endmacro %}

{% macro default__has_closed_months(home) %}
    {% set found = run_query(
        "select count(*) from glob('" ~ home ~ "/state/closed_months/*/closed_scorecard.parquet')"
    ) %}
    {{ return(found.columns[0].values()[0] > 0) }}
{% endmacro %}


{% macro closed_month_ddl(home, source, has_closed, as_of_date) %}
    {{ return(adapter.dispatch('closed_month_ddl', 'strata')(home, source, has_closed, as_of_date)) }}
{% endmacro %}

{# What a bank that closed no month has is no rows, with the columns of the source. #}
{% macro default__closed_month_ddl(home, source, has_closed, as_of_date) %}
    {% set columns = [] %}
    {% for column in source.columns.values() %}
        {% do columns.append(
            "cast(" ~ (column.name if has_closed else "null") ~ " as " ~ column.data_type ~ ") as "
            ~ column.name
        ) %}
    {% endfor %}
    {% set rows = "read_parquet('" ~ home ~ "/state/closed_months/*/" ~ source.name ~ ".parquet') "
        ~ "where month_end <= date '" ~ as_of_date ~ "'" %}
    {{ return(
        "create or replace view raw." ~ source.name ~ " as select " ~ columns | join(', ')
        ~ (" from " ~ rows if has_closed else " where false")
    ) }}
{% endmacro %}


{% macro landing_ddl(home, as_of_date) %}
    {{ return(adapter.dispatch('landing_ddl', 'strata')(home, as_of_date)) }}
{% endmacro %}

{% macro default__landing_ddl(home, as_of_date) %}
    {% set visible = " where batch_date <= date '" ~ as_of_date ~ "'" %}
    {{ return([
        "create or replace view raw.land_batch as select * from read_parquet('"
        ~ home ~ "/landing/_batches/batches.parquet')" ~ visible,
        "create or replace view raw.land_unreadable as select * from read_parquet('"
        ~ home ~ "/landing/_unreadable/**/*.parquet', hive_partitioning = false)" ~ visible,
        "create or replace view raw.accepted_batch as select * from read_parquet('"
        ~ home ~ "/state/accepted_batches.parquet')" ~ visible,
        "create or replace view raw.model_version as select * from read_parquet('"
        ~ home ~ "/state/model_versions.parquet')",
        "create or replace view raw.model_bound as select * from read_parquet('"
        ~ home ~ "/state/model_bounds.parquet')",
        "create or replace view raw.model_use as select * from read_parquet('"
        ~ home ~ "/state/model_uses.parquet')",
        "create or replace view raw.published_total as select * from read_parquet('"
        ~ home ~ "/state/published_days.parquet') where total_date <= date '"
        ~ as_of_date ~ "'",
        "create or replace view raw.erased as select * from read_parquet('"
        ~ home ~ "/state/erased.parquet')" ~ visible,
        "create or replace view raw.customer_key_map as select * from read_parquet('"
        ~ home ~ "/state/customer_key_map.parquet')",
        "create or replace view raw.credit_read as select * from read_parquet('"
        ~ home ~ "/state/credit_reads.parquet')",
        "create or replace view raw.known_total as select unnest(map_keys(known_totals)) as measure, "
        ~ "unnest(map_values(known_totals)) as expected from read_json('" ~ home
        ~ "/landing/_bank.json', columns = {known_totals: 'map(varchar, decimal(24, 2))'})",
        "create or replace table raw.run_context as select date '" ~ as_of_date
        ~ "' as as_of_date, bank, '"
        ~ env_var('STRATA_RUN_ID', invocation_id) ~ "' as run_id from read_json('"
        ~ home ~ "/landing/_bank.json', columns = {bank: 'varchar'})",
    ]) }}
{% endmacro %}


{% macro file_size(path) %}
    {{ return(adapter.dispatch('file_size', 'strata')(path)) }}
{% endmacro %}

{% macro default__file_size(path) %}
    {% set found = run_query("select coalesce(max(size), 0) from read_blob('" ~ path ~ "*') where filename = '" ~ path ~ "'") %}
    {{ return(found.columns[0].values()[0]) }}
{% endmacro %}
