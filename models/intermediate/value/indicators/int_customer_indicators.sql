-- Everything measured of a customer in a month, one column an indicator, and what is known of it:
-- `knowledge` has a letter for each, K known, U unknown, N not applicable.
with customer_months as (
    select * from {{ ref('int_customer_months') }}
    where customer_key <> 'UNASSIGNED'
),

assets as (
    select * from {{ ref('int_customer_assets_monthly') }}
),

profit as (
    select * from {{ ref('int_customer_profit_monthly') }}
),

relation as (
    select * from {{ ref('int_customer_relation_monthly') }}
),

channel_use as (
    select * from {{ ref('int_customer_use_monthly') }}
),

profile as (
    select * from {{ ref('int_customer_profile_monthly') }}
),

life_status as (
    select * from {{ ref('int_life_status_monthly') }}
),

measured as (
    select
        customer_months.customer_key,
        customer_months.month_end,
        profit.is_annualised,
        not profit.has_loan_12m as is_without_loan,
        not profile.has_credit as is_without_credit,
        assets.aum_daily_avg as i01,
        assets.core_deposit_daily_avg as i02,
        assets.investment_daily_avg as i03,
        assets.demand_share as i04,
        profit.deposit_margin_12m as i05,
        profit.loan_margin_12m as i06,
        profit.fee_income_12m as i07,
        profit.service_cost_12m as i08,
        profit.contribution_12m as i09,
        assets.performing_loan_daily_avg as i10,
        relation.card_spend_12m as i11,
        assets.instalment_balance as i12,
        relation.product_coverage as i13,
        profile.tenure_months as i14,
        relation.main_bank_score as i15,
        profile.life_stage_score as i16,
        profile.monthly_income as i17,
        profile.occupation_education_score as i18,
        profile.has_life_event as i19,
        assets.aum_growth_6m as i20,
        assets.aum_trend_6m as i21,
        relation.net_new_money_90d as i22,
        channel_use.movement_days_90d as i23,
        channel_use.days_since_movement as i24,
        channel_use.mobile_days_90d as i25,
        channel_use.online_share_90d as i26,
        relation.scenes_180d as i27,
        channel_use.counter_share_90d as i28,
        relation.own_name_outflow_180d as i29,
        relation.external_asset_estimate as i30,
        relation.unused_credit as i31,
        relation.product_headroom as i32,
        profile.risk_tolerance as i33,
        profile.third_party_spend_score as i34,
        profile.points_engagement as i35,
        profile.satisfaction as i36,
        profile.complaint_health as i37,
        profile.referrals as i38,
        case
            when life_status.is_dormant and assets.asset_safety is not null then 0
            else assets.asset_safety
        end as i39,
        profile.credit_conduct as i40,
        profile.credit_score as i41,
        profile.touch_response as i42
    from customer_months
    inner join assets
        on
            customer_months.customer_key = assets.customer_key
            and customer_months.month_end = assets.month_end
    inner join profit
        on
            customer_months.customer_key = profit.customer_key
            and customer_months.month_end = profit.month_end
    inner join relation
        on
            customer_months.customer_key = relation.customer_key
            and customer_months.month_end = relation.month_end
    inner join channel_use
        on
            customer_months.customer_key = channel_use.customer_key
            and customer_months.month_end = channel_use.month_end
    inner join profile
        on
            customer_months.customer_key = profile.customer_key
            and customer_months.month_end = profile.month_end
    inner join life_status
        on
            customer_months.customer_key = life_status.customer_key
            and customer_months.month_end = life_status.month_end
)

select
    customer_key,
    month_end,
    is_annualised,
    {% for column in indicator_columns() %}
        cast({{ column }} as double) as {{ column }},
    {% endfor %}
    concat(
        {% for column in indicator_columns() %}
            case
                {% if column == 'i06' %}
                    when is_without_loan then 'N'
                {% elif column in ('i40', 'i41') %}
                    when is_without_credit then 'N'
                {% endif %}
                when {{ column }} is null then 'U'
                else 'K'
            end{{ ',' if not loop.last }}
        {% endfor %}
    ) as knowledge
from measured
