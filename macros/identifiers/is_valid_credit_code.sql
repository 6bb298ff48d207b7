{# GB 32100-2015: ISO 7064 MOD 31-3 over seventeen of 31 characters (no I, O, S, V, Z). #}
{% macro is_valid_credit_code(text) -%}
    {%- set alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY' -%}
    {%- set weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] -%}
    {%- set any = '[0-9A-HJ-NPQRTUWXY]' -%}
    {%- set terms = [] -%}
    {%- for weight in weights -%}
        {%- set character = "substring(" ~ text ~ ", " ~ loop.index ~ ", 1)" -%}
        {%- do terms.append(weight ~ " * (instr('" ~ alphabet ~ "', " ~ character ~ ") - 1)") -%}
    {%- endfor -%}
    coalesce(
        {{ regexp_is_match(text, "'^[1-9A-HJ-NPQRTUWXY]" ~ any ~ "[0-9]{6}" ~ any ~ "{10}$'") }}
        and substring({{ text }}, 18, 1) = substring(
            '{{ alphabet }}',
            1 + (31 - (
                {{ terms | join('\n                + ') }}
            ) % 31) % 31,
            1
        ),
        false
    )
{%- endmacro %}
