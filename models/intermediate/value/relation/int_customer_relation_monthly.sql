-- The relation indicators of every customer and month. What a customer does not have is zero; what
-- nobody can see is unknown. Feeds that are absent are masked where all indicators meet.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
),

card_spend as (
    select * from {{ ref('int_customer_card_spend_12m') }}
),

coverage as (
    select * from {{ ref('int_customer_coverage_monthly') }}
),

main_bank_scores as (
    select * from {{ ref('int_main_bank_scores_monthly') }}
),

flows as (
    select * from {{ ref('int_customer_flows_monthly') }}
),

scenes as (
    select * from {{ ref('int_customer_scenes_monthly') }}
),

outflow as (
    select * from {{ ref('int_customer_outflow_monthly') }}
),

unused_credit as (
    select * from {{ ref('int_customer_unused_credit_monthly') }}
),

-- Accounts that no snapshot ever showed may well have moved money.
unseen_depositors as (
    select * from {{ ref('int_unseen_depositors') }}
)

select
    customer_months.customer_key,
    customer_months.month_end,
    coalesce(card_spend.card_spend_12m, 0) as card_spend_12m,
    coverage.product_coverage,
    coverage.held_groups,
    cast(coalesce(main_bank_scores.main_bank_score, 0) as decimal(9, 4)) as main_bank_score,
    case
        when unseen_depositors.customer_key is null or flows.net_new_money_90d is not null
            then coalesce(flows.net_new_money_90d, 0)
    end as net_new_money_90d,
    case
        when scenes.scenes > {{ parameter('scene_count_cap') }}
            then cast({{ parameter('scene_count_cap') }} as integer)
        else cast(coalesce(scenes.scenes, 0) as integer)
    end as scenes_180d,
    outflow.own_name_outflow_180d,
    outflow.external_asset_estimate,
    coalesce(unused_credit.unused_credit, 0) as unused_credit,
    coverage.product_headroom
from customer_months
left join card_spend
    on
        customer_months.customer_key = card_spend.customer_key
        and customer_months.month_end = card_spend.month_end
left join coverage
    on
        customer_months.customer_key = coverage.customer_key
        and customer_months.month_end = coverage.month_end
left join main_bank_scores
    on
        customer_months.customer_key = main_bank_scores.customer_key
        and customer_months.month_end = main_bank_scores.month_end
left join flows
    on
        customer_months.customer_key = flows.customer_key
        and customer_months.month_end = flows.month_end
left join scenes
    on
        customer_months.customer_key = scenes.customer_key
        and customer_months.month_end = scenes.month_end
left join outflow
    on
        customer_months.customer_key = outflow.customer_key
        and customer_months.month_end = outflow.month_end
left join unused_credit
    on
        customer_months.customer_key = unused_credit.customer_key
        and customer_months.month_end = unused_credit.month_end
left join unseen_depositors
    on customer_months.customer_key = unseen_depositors.customer_key
