{#
    An amount in units of its currency, from the delivered one and the bank's factor. It is widened
    first: the largest amounts a feed can deliver would overflow, and one cell would stop the build.
#}
{% macro delivered_amount(column, factor='units.factor') -%}
    try_cast(cast({{ column }} as decimal(24, 2)) * {{ factor }} as decimal(18, 2))
{%- endmacro %}
