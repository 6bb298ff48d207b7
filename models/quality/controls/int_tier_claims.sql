-- What the chapter says of the tiers, on the newest closed month, as pairs of which the left side
-- must be at least the right: who is largest, richest, youngest and most at the counter.
with profile as (
    select * from {{ ref('rpt_tier_profile') }}
    where tier <> 'X'
    qualify month_end = max(month_end) over ()
),

sides as (
    select
        max(case when tier = 'A' then customer_share end) as share_a,
        max(case when tier <> 'A' then customer_share end) as share_of_others,
        max(case when tier = 'B' then customer_share end) as share_b,
        max(case when tier = 'A' then aum_mean end) as aum_a,
        max(case when tier = 'B' then aum_mean end) as aum_b,
        max(case when tier = 'C' then aum_mean end) as aum_c,
        max(case when tier = 'D' then aum_mean end) as aum_d,
        max(case when tier = 'A' then age_mean end) as age_a,
        min(case when tier <> 'A' then age_mean end) as age_of_others,
        max(case when tier in ('A', 'B') then age_mean end) as age_young,
        min(case when tier in ('C', 'D') then age_mean end) as age_old,
        min(case when tier in ('A', 'B') then mobile_days_mean end) as mobile_young,
        max(case when tier in ('C', 'D') then mobile_days_mean end) as mobile_old,
        min(case when tier in ('A', 'B') then online_share_mean end) as online_young,
        max(case when tier in ('C', 'D') then online_share_mean end) as online_old,
        max(case when tier in ('A', 'B') then counter_share_mean end) as counter_young,
        min(case when tier in ('C', 'D') then counter_share_mean end) as counter_old
    from profile
),

claims as (
    select
        'TC-01' as control_id,
        share_a as left_value,
        share_of_others as right_value
    from sides
    union all
    select
        'TC-02' as control_id,
        share_b as left_value,
        0.1 as right_value
    from sides
    union all
    select
        'TC-03' as control_id,
        aum_b as left_value,
        aum_c as right_value
    from sides
    union all
    select
        'TC-04' as control_id,
        aum_c as left_value,
        aum_a as right_value
    from sides
    union all
    select
        'TC-05' as control_id,
        aum_c as left_value,
        aum_d as right_value
    from sides
    union all
    select
        'TC-06' as control_id,
        age_of_others as left_value,
        age_a as right_value
    from sides
    union all
    select
        'TC-07' as control_id,
        age_old as left_value,
        age_young as right_value
    from sides
    union all
    select
        'TC-08' as control_id,
        mobile_young as left_value,
        mobile_old as right_value
    from sides
    union all
    select
        'TC-09' as control_id,
        online_young as left_value,
        online_old as right_value
    from sides
    union all
    select
        'TC-10' as control_id,
        counter_old as left_value,
        counter_young as right_value
    from sides
)

select
    control_id,
    cast(left_value as decimal(38, 4)) as left_value,
    cast(right_value as decimal(38, 4)) as right_value,
    cast(
        case when left_value >= right_value then 0 else right_value - left_value end
        as decimal(38, 4)
    ) as difference
from claims
where left_value is not null and right_value is not null
