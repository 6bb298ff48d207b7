-- Every parameter of staff assessment, when it is in force and whether the bank has approved it: by
-- this, pages say which defaults they rest on.
with parameters as (
    {% for parameter_set, seed, key in [
        ('WEIGHT', 'kpi_weight', "concat_ws(' ', position_code, indicator_code)"),
        ('RULE', 'kpi_rule', 'rule_id'),
        ('SCALE', 'kpi_scale', 'indicator_code'),
        ('LIGHT', 'kpi_light', 'light'),
        ('COVERAGE', 'kpi_coverage_weight', 'coverage_group'),
        ('TIER', 'kpi_tier_weight', "concat_ws(' ', tier, tier_item)"),
        ('TRANSACTION', 'kpi_transaction_weight', 'transaction_code'),
        ('BUSINESS', 'counter_business_type', 'business_type'),
        ('CONTACT', 'contact_result', 'result_code'),
        ('POINTS', 'complaint_points', 'complaint_level'),
        ('DUE', 'complaint_due', 'complexity')
    ] %}
        select
            '{{ parameter_set }}' as parameter_set,
            cast({{ key }} as varchar(80)) as parameter_key,
            valid_from,
            valid_to,
            is_approved
        from {{ ref(seed) }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    cast(parameter_set as varchar(20)) as parameter_set,
    parameter_key,
    valid_from,
    valid_to,
    is_approved
from parameters
