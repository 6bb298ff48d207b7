-- Whether online channels, counters and devices together did all that was done outside shops and
-- batches, in number and amount (R-12), and investments cost their amount at the channel's rate
-- (R-12b). A channel that no group knows is in neither of the three, so it is a difference.
with service_totals as (
    select * from {{ ref('int_service_totals_monthly') }}
),

channels as (
    select * from {{ ref('channel') }}
),

channel_cost_rows as (
    select * from {{ ref('fct_channel_cost') }}
    where channel in ('ONLINE', 'COUNTER', 'DEVICE')
),

both_sides as (
    select
        service_totals.month_end,
        coalesce(channels.channel_group, 'UNMAPPED') as channel,
        service_totals.business_type,
        service_totals.transactions as done,
        cast(0 as bigint) as told,
        service_totals.amount_cny as done_amount,
        cast(0 as decimal(18, 2)) as told_amount,
        service_totals.cost as done_cost,
        cast(0 as decimal(18, 2)) as told_cost
    from service_totals
    left join channels
        on
            service_totals.feed = channels.feed
            and service_totals.channel_code = channels.channel_code
    where coalesce(channels.channel_group, 'UNMAPPED') not in ('POS', 'BATCH')

    union all

    select
        month_end,
        channel,
        biz_type as business_type,
        0 as done,
        transactions as told,
        0 as done_amount,
        amount as told_amount,
        0 as done_cost,
        base_cost as told_cost
    from channel_cost_rows
),

cells as (
    select
        month_end,
        channel,
        business_type,
        sum(done) as done,
        sum(told) as told,
        coalesce(sum(done_amount), 0) as done_amount,
        coalesce(sum(told_amount), 0) as told_amount,
        coalesce(sum(done_cost), 0) as done_cost,
        coalesce(sum(told_cost), 0) as told_cost
    from both_sides
    group by month_end, channel, business_type
)

select
    'R-12' as control_id,
    cast(sum(done_amount) as decimal(38, 4)) as left_value,
    cast(sum(told_amount) as decimal(38, 4)) as right_value,
    cast(max(abs(done_amount - told_amount)) + sum(abs(done - told)) as decimal(38, 4))
        as difference
from cells
having count(*) > 0

union all

select
    'R-12b' as control_id,
    cast(sum(done_cost) as decimal(38, 4)) as left_value,
    cast(sum(told_cost) as decimal(38, 4)) as right_value,
    cast(max(abs(done_cost - told_cost)) as decimal(38, 4)) as difference
from cells
where business_type = 'INVESTMENT'
having count(*) > 0
