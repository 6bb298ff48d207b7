{# Makes `raw.<feed>` for every source of the project out of the landed Parquet, and the one clock. #}
{% macro register_raw() %}
    {% if execute and target.name != 'lint' and flags.WHICH not in ('compile', 'generate') %}
        {% set home = env_var('STRATA_HOME', '.') %}
        {% set as_of_date = landed_as_of_date(home) %}
        {% do run_query('create schema if not exists raw') %}
        {% set with_batches = feeds_with_batches(home) %}
        {% set has_closed = has_closed_months(home) %}
        {% for source in graph.sources.values() %}
            {% if source.source_name == 'closed' %}
                {% do run_query(closed_month_ddl(home, source, has_closed, as_of_date)) %}
            {% elif source.source_name != 'landing' %}
                {% do run_query(raw_feed_ddl(home, source, source.name in with_batches, as_of_date)) %}
            {% endif %}
        {% endfor %}
        {% for statement in landing_ddl(home, as_of_date) %}
            {% do run_query(statement) %}
        {% endfor %}
        {% do require_secret() %}
    {% endif %}
{% endmacro %}


{# The date everything is computed for: newest landed balances, or the date asked for if earlier. #}
{% macro landed_as_of_date(home) %}
    {% set newest = newest_batch(home, 'core_balance_daily') %}
    {% if not newest %}
        {% do exceptions.raise_compiler_error(
            "Nothing has been landed in " ~ home ~ "/landing yet: run `make build` (it makes the "
            ~ "demo bank where the inbox is empty) or put extracts into " ~ home
            ~ "/inbox and run `strata build`."
        ) %}
    {% endif %}
    {% set asked = var('as_of_date') %}
    {{ return(asked if asked and asked < newest else newest) }}
{% endmacro %}


{# Path of the private file behind every customer key. #}
{% macro secret_path() %}
    {{ return(env_var('STRATA_SECRET_FILE', env_var('STRATA_HOME', '.') ~ '/.strata/secret')) }}
{% endmacro %}


{# Stops a build that has no usable secret, with the sentence that says how to make one. #}
{% macro require_secret() %}
    {% if file_size(secret_path()) < 32 %}
        {% do exceptions.raise_compiler_error(
            "No secret of at least 32 bytes in " ~ secret_path() ~ ": customer keys are made with "
            ~ "it; run `strata secret` once to make one, and keep it as long as the warehouse lives."
        ) %}
    {% endif %}
{% endmacro %}
