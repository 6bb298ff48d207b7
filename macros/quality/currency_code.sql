{# ISO 4217 letters of a currency as delivered: `RMB` and the numeric codes are other spellings. #}
{% macro currency_code(column) -%}
    case {{ code(column) }}
        when 'RMB' then 'CNY'
        when '人民币' then 'CNY'
        when '156' then 'CNY'
        when '840' then 'USD'
        when '344' then 'HKD'
        when '978' then 'EUR'
        when '392' then 'JPY'
        when '826' then 'GBP'
        when '036' then 'AUD'
        when '203' then 'CZK'
        else {{ code(column) }}
    end
{%- endmacro %}


{# Whether a mapped currency is missing or none of those the bank keeps accounts and rates in. #}
{% macro is_unknown_currency(column) -%}
    coalesce({{ column }} not in (
        'CNY', 'USD', 'HKD', 'EUR', 'JPY', 'GBP', 'AUD', 'CAD', 'CHF', 'SGD', 'NZD', 'MOP', 'TWD',
        'KRW', 'THB', 'RUB', 'CZK'
    ), true)
{%- endmacro %}
