-- Every parameter a bank may change lies within its own bounds.
select
    parameter_id,
    value,
    lower_bound,
    upper_bound
from {{ ref('parameter') }}
where value < lower_bound or value > upper_bound
