-- Fee and card income per customer and month: the sum of what is present, net of refunds, funding
-- and rewards. Custody fees would join here: no feed of the contract brings them.
with parts as (
    select
        customer_key,
        month_end,
        'WEALTH_FEE' as part,
        wealth_fee as amount
    from {{ ref('int_wealth_fees_monthly') }}

    union all

    select
        customer_key,
        month_end,
        'INTERCHANGE' as part,
        interchange as amount
    from {{ ref('int_card_interchange_monthly') }}

    union all

    select
        customer_key,
        month_end,
        'INSTALMENT' as part,
        instalment_fee as amount
    from {{ ref('int_instalment_fees_monthly') }}

    union all

    select
        customer_key,
        month_end,
        'INSTALMENT' as part,
        -instalment_funding as amount
    from {{ ref('int_instalment_funding_monthly') }}

    union all

    select
        customer_key,
        month_end,
        'INTEREST' as part,
        card_interest_margin as amount
    from {{ ref('int_card_interest_monthly') }}

    union all

    select
        customer_key,
        month_end,
        'LATE_FEE' as part,
        late_fee_income as amount
    from {{ ref('int_card_interest_monthly') }}

    union all

    select
        customer_key,
        month_end,
        'REWARD' as part,
        -reward_cost as amount
    from {{ ref('int_reward_costs_monthly') }}
)

select
    customer_key,
    month_end,
    cast(sum(case when part = 'WEALTH_FEE' then amount else 0 end) as decimal(38, 8)) as wealth_fee,
    cast(sum(case when part = 'INTERCHANGE' then amount else 0 end) as decimal(38, 8))
        as interchange,
    cast(sum(case when part = 'INSTALMENT' then amount else 0 end) as decimal(38, 8))
        as instalment_income,
    cast(sum(case when part = 'INTEREST' then amount else 0 end) as decimal(38, 8))
        as card_interest_margin,
    cast(sum(case when part = 'LATE_FEE' then amount else 0 end) as decimal(38, 8))
        as late_fee_income,
    cast(-sum(case when part = 'REWARD' then amount else 0 end) as decimal(38, 8)) as reward_cost,
    cast(sum(amount) as decimal(38, 8)) as fee_income
from parts
group by customer_key, month_end
