-- The mean band score of the newest month that third parties told of each customer, if it is recent
-- and the customer agrees at the month's end too.
with consumption_months as (
    select * from {{ ref('int_consumption_months') }}
),

consent_periods as (
    select * from {{ ref('int_third_party_consents') }}
),

months as (
    select * from {{ ref('int_months') }}
),

band_scores as (
    select * from {{ ref('code_score') }}
    where code_kind = 'SPEND_BAND'
),

scored as (
    select
        consumption_months.customer_key,
        consumption_months.data_month,
        cast(
            sum(band_scores.score) / nullif(cast(count(band_scores.score) as double), 0)
            as decimal(9, 4)
        ) as third_party_spend_score
    from consumption_months
    left join band_scores
        on consumption_months.amount_band = band_scores.code
    group by 1, 2
)

select distinct
    scored.customer_key,
    months.month_end,
    scored.third_party_spend_score
from scored
inner join months
    on
        scored.data_month <= months.month_end
        and {{ months_between('scored.data_month', 'months.month_end') }}
        <= {{ parameter('consumption_max_age_months') }}
inner join consent_periods
    on
        scored.customer_key = consent_periods.customer_key
        and months.window_end >= consent_periods.valid_from
        and months.window_end < coalesce(consent_periods.valid_to, date '9999-12-31')
qualify row_number() over (
    partition by scored.customer_key, months.month_end
    order by scored.data_month desc, scored.third_party_spend_score asc nulls last
) = 1
