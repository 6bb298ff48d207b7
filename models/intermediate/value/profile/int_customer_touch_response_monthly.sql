-- How each customer answers touches, drawn towards the bank-wide rate of the same twelve months the
-- fewer touches there were (empirical Bayes). Too few touches, or nobody answering: unknown.
with touch_responses as (
    select * from {{ ref('int_touch_responses') }}
),

windows as (
    select * from {{ ref('int_profile_windows') }}
),

counted as (
    select
        touch_responses.customer_key,
        windows.month_end,
        cast(sum(touch_responses.touches) as bigint) as delivered_touches_12m,
        cast(sum(case
            when touch_responses.response_month <= windows.month_end then touch_responses.touches
            else 0
        end) as bigint) as responded_touches_12m
    from touch_responses
    inner join windows
        on
            touch_responses.sent_month >= windows.first_month_end
            and touch_responses.sent_month <= windows.month_end
    group by 1, 2
),

bank_rates as (
    select
        month_end,
        sum(responded_touches_12m) / nullif(cast(sum(delivered_touches_12m) as double), 0)
            as base_rate
    from counted
    group by 1
)

select
    counted.customer_key,
    counted.month_end,
    counted.delivered_touches_12m,
    counted.responded_touches_12m,
    case
        when counted.delivered_touches_12m >= {{ parameter('touch_min_delivered') }}
            then cast(
                (counted.responded_touches_12m + {{ parameter('touch_prior_responses') }})
                / nullif(
                    counted.delivered_touches_12m
                    + cast({{ parameter('touch_prior_responses') }} as double)
                    / nullif(bank_rates.base_rate, 0),
                    0
                )
                as decimal(9, 4)
            )
    end as touch_response
from counted
inner join bank_rates
    on counted.month_end = bank_rates.month_end
