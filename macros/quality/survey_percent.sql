{#
    A survey answer on 0 to 100. Scales from 1 (1–5, 1–10) put their lowest answer at 0. Without a
    scale, an answer above 10 can only be out of 100. Off its scale or unreadable is NULL.
#}
{% macro survey_percent(score, scale_max) -%}
    case
        when {{ score }} between 0 and 100 and {{ scale_max }} = 100
            then cast({{ score }} as decimal(9, 4))
        when {{ score }} between 1 and {{ scale_max }} and {{ scale_max }} in (5, 10)
            then cast(({{ score }} - 1) * 100 / nullif({{ scale_max }} - 1, 0) as decimal(9, 4))
        when {{ score }} > 10 and {{ score }} <= 100 and {{ scale_max }} is null
            then cast({{ score }} as decimal(9, 4))
    end
{%- endmacro %}
