{#
    Score of a measure on its scale: 100 at the target (VOLUME, LOWER), 60 at the floor and 100 at the
    goal (RATE), the measure itself (PERCENT); never under 0 nor over its cap. Unknown, or without a
    target that can be met: NULL, which is a void item.
#}
{% macro kpi_score(scale, actual, target, floor_value, goal, cap, cap_ratio) -%}
    case {{ scale }}
        when 'VOLUME'
            then case
                when {{ target }} > 0
                    then {{ capped(actual ~ ' * 100 / nullif(' ~ target ~ ', 0)', cap_ratio ~ ' * 100') }}
            end
        when 'LOWER'
            then case
                when {{ target }} > 0
                    then {{ capped(
                        '200 - ' ~ actual ~ ' * 100 / nullif(' ~ target ~ ', 0)', cap
                    ) }}
            end
        when 'RATE'
            then case
                when {{ goal }} > {{ floor_value }}
                    then {{ capped(
                        '60 + 40 * (' ~ actual ~ ' - ' ~ floor_value ~ ') / nullif(' ~ goal ~ ' - '
                        ~ floor_value ~ ', 0)', cap
                    ) }}
            end
        when 'PERCENT' then {{ capped(actual, cap) }}
    end
{%- endmacro %}


{# `value`, but not under 0 and not over `cap`; unknown stays unknown. #}
{% macro capped(value, cap) -%}
    case
        when {{ value }} <= 0 then 0
        when {{ value }} >= {{ cap }} then {{ cap }}
        else {{ value }}
    end
{%- endmacro %}
