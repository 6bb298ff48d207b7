{# Stops the build when the halt model found a batch; the sentence says what to do. #}
{% macro halt_on_rows(relation) %}
    {% if execute %}
        {% set found = run_query("select * from " ~ relation ~ " order by feed, snapshot_date") %}
        {% if found.rows | length %}
            {% set first = found.rows[0] %}
            {% do exceptions.raise_compiler_error(
                "Batch " ~ first['batch_date'] ~ " of " ~ first['feed'] ~ " holds "
                ~ first['delivered_rows'] ~ " rows for " ~ first['snapshot_date']
                ~ ", the day before had " ~ first['previous_rows'] ~ " (" ~ found.rows | length
                ~ " such date(s) in all): ask the source system to deliver the full snapshot, or, "
                ~ "if the fall is real, run `strata accept " ~ first['feed'] ~ " "
                ~ first['batch_date'] ~ " --reason '...'` and build again."
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
