-- How many different bills a customer paid and services a customer used, in the long window that
-- ends with the month.
with bill_payments as (
    select * from {{ ref('stg_ebank__bill_payments') }}
    where is_current_version and payment_status = 'SUCCESS'
),

scene_bookings as (
    select * from {{ ref('stg_ebank__scene_bookings') }}
    where is_current_version and booking_status = 'DONE'
),

scenes as (
    select * from {{ ref('scene') }}
),

slice_days as (
    select * from {{ ref('int_slice_days') }}
),

window_slices as (
    select * from {{ ref('int_window_slices') }}
    where is_in_180d
),

customer_sources as (
    select * from {{ ref('int_customer_sources') }}
    where source_system = 'ebank'
),

used as (
    select
        'ebk_bill_payment' as feed,
        biller_type as scene_code,
        user_id,
        cast(paid_at as date) as event_date
    from bill_payments

    union all

    select
        'ebk_scene_booking' as feed,
        scene as scene_code,
        user_id,
        cast(booked_at as date) as event_date
    from scene_bookings
),

sliced as (
    select distinct
        coalesce(customer_sources.customer_key, 'UNASSIGNED') as customer_key,
        concat(used.feed, used.scene_code) as scene_key,
        slice_days.slice_start
    from used
    inner join scenes
        on
            used.feed = scenes.feed
            and used.scene_code = scenes.scene_code
    inner join slice_days
        on used.event_date = slice_days.event_date
    left join customer_sources
        on used.user_id = customer_sources.source_customer_id
)

select
    sliced.customer_key,
    window_slices.month_end,
    count(distinct sliced.scene_key) as scenes
from sliced
inner join window_slices
    on sliced.slice_start = window_slices.slice_start
group by 1, 2
