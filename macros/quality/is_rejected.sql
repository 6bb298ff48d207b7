{# Whether any failed rule of the row is one the register rejects for; never NULL. #}
{% macro is_rejected(feed) -%}
    coalesce(
        {{ regexp_is_match('failed_rules', "(select feed_rules.rejecting_pattern from "
            ~ ref('stg_landing__feed_rules') ~ " as feed_rules where feed_rules.feed = '"
            ~ feed ~ "')") }},
        false
    )
{%- endmacro %}
