-- Fingerprint of each month's exchange rates, so that a corrected rate touches its month alone.
with fx_rates as (
    select * from {{ ref('int_fx_rates_daily') }}
),

dated as (
    select
        fx_rates.*,
        {{ month_end('rate_date') }} as month_end
    from fx_rates
)

select
    month_end,
    md5({{ string_agg_sorted(
        "concat(currency_code, cast(rate_date as varchar(10)), cast(mid_rate as varchar(20)))",
        '|', 'currency_code, rate_date') }}) as rates_version
from dated
group by month_end
