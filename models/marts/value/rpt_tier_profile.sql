-- The tiers side by side, month by month. Means are of decimals: their sums do not depend on the
-- order of the rows.
with customer_tiers as (
    select * from {{ ref('int_customer_tiers') }}
),

customer_indicators as (
    select * from {{ ref('int_customer_indicators') }}
),

customer_profile as (
    select * from {{ ref('int_customer_profile_monthly') }}
),

customer_relation as (
    select * from {{ ref('int_customer_relation_monthly') }}
),

profiled as (
    select
        customer_tiers.month_end,
        customer_tiers.tier,
        count(*) as customers,
        sum(cast(customer_indicators.i01 as decimal(38, 8))) as aum_total,
        avg(cast(customer_indicators.i01 as decimal(28, 8))) as aum_mean,
        avg(cast(customer_profile.age as decimal(28, 8))) as age_mean,
        avg(cast(customer_indicators.i23 as decimal(28, 8))) as movement_days_mean,
        avg(cast(customer_indicators.i25 as decimal(28, 8))) as mobile_days_mean,
        avg(cast(customer_indicators.i26 as decimal(28, 8))) as online_share_mean,
        avg(cast(customer_indicators.i28 as decimal(28, 8))) as counter_share_mean,
        sum(cast(customer_indicators.i09 as decimal(38, 8))) as contribution_total,
        sum(cast(customer_indicators.i22 as decimal(38, 8))) as net_new_money,
        avg(case
            when customer_indicators.i39 = 0 then 1.0
            when customer_indicators.i39 > 0 then 0.0
        end) as attrition_share,
        avg(cast(customer_relation.held_groups as decimal(28, 8))) as products_per_customer
    from customer_tiers
    inner join customer_indicators
        on
            customer_tiers.customer_key = customer_indicators.customer_key
            and customer_tiers.month_end = customer_indicators.month_end
    inner join customer_profile
        on
            customer_tiers.customer_key = customer_profile.customer_key
            and customer_tiers.month_end = customer_profile.month_end
    inner join customer_relation
        on
            customer_tiers.customer_key = customer_relation.customer_key
            and customer_tiers.month_end = customer_relation.month_end
    group by 1, 2
)

select
    month_end,
    cast(tier as varchar(1)) as tier,
    cast(customers as bigint) as customers,
    -- Of the customers that have a letter; X is told as a share of everybody.
    cast(case
        when tier = 'X' then customers / nullif(sum(customers) over (partition by month_end), 0)
        else customers / nullif(sum(
            case when tier <> 'X' then customers end
        ) over (partition by month_end), 0)
    end as decimal(9, 4)) as customer_share,
    cast(aum_total as decimal(18, 2)) as aum_total,
    cast(aum_mean as decimal(18, 2)) as aum_mean,
    cast(age_mean as decimal(9, 4)) as age_mean,
    cast(movement_days_mean as decimal(9, 4)) as movement_days_mean,
    cast(mobile_days_mean as decimal(9, 4)) as mobile_days_mean,
    cast(online_share_mean as decimal(9, 4)) as online_share_mean,
    cast(counter_share_mean as decimal(9, 4)) as counter_share_mean,
    cast(contribution_total as decimal(18, 2)) as contribution_total,
    cast(net_new_money as decimal(18, 2)) as net_new_money,
    cast(attrition_share as decimal(9, 4)) as attrition_share,
    cast(products_per_customer as decimal(9, 4)) as products_per_customer
from profiled
