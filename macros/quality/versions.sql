{#
    Where a landed row came from: the last columns of `renamed` in every staging model. Only control
    totals have a `batch_date` of their own, beside which the batch they came in has another name.
#}
{% macro landed_columns(batch_date='batch_date') -%}
    {{ batch_date }}{{ ' as batch_date' if batch_date != 'batch_date' }},
        _src_file as src_file,
        _src_row_no as src_row_no,
        _loaded_at as loaded_at,
        _cast_failures as cast_failures
{%- endmacro %}


{#
    Whether a judged row is the version in force of its key: accepted, of the newest batch, in it the
    one the source changed last (`updated_at`, where the feed has such a column), and of those the
    last row delivered. Rejected rows come last, so that the last accepted version stays.
#}
{% macro is_current_version(keys, updated_at=none) -%}
    not is_rejected and row_number() over (
        partition by {{ keys | join(', ') }}
        order by
            is_rejected,
            batch_date desc,
            {% if updated_at %}{{ updated_at }} desc nulls last,{% endif %}
            src_file desc,
            src_row_no desc
    ) = 1
{%- endmacro %}


{#
    Whether an event reached the bank longer after its day than late rows may. The first batch of a
    feed brings its whole history and is never late.
#}
{% macro is_late(feed, event_date) -%}
    (
        {{ days_between(event_date, 'batch_date') }} > {{ parameter('late_days') }}
        and batch_date > (
            select feed_rules.first_batch_date
            from {{ ref('stg_landing__feed_rules') }} as feed_rules
            where feed_rules.feed = '{{ feed }}'
        )
    )
{%- endmacro %}
