{% macro last_known(expr, partition_by, order_by) -%}
    {{ return(adapter.dispatch('last_known', 'strata')(expr, partition_by, order_by)) }}
{%- endmacro %}

{% macro default__last_known(expr, partition_by, order_by) -%}
    last_value({{ expr }} ignore nulls) over (
        partition by {{ partition_by }} order by {{ order_by }}
        rows between unbounded preceding and current row
    )
{%- endmacro %}

{% macro spark__last_known(expr, partition_by, order_by) -%}
    last_value({{ expr }}) ignore nulls over (
        partition by {{ partition_by }} order by {{ order_by }}
        rows between unbounded preceding and current row
    )
{%- endmacro %}
