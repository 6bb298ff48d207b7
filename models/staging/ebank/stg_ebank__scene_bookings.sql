with source as (
    select * from {{ source('ebank', 'ebk_scene_booking') }}
),

renamed as (
    select
        {{ text('booking_id') }} as booking_id,
        {{ text('user_id') }} as user_id,
        {{ code('scene') }} as scene,
        {{ text('partner') }} as partner,
        book_ts as booked_at,
        {{ code('status') }} as booking_status,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when booking_id is null then 'ebk_scene_booking-01' end,
            case when booked_at is null then 'ebk_scene_booking-02' end,
            case when cast_failures is not null then 'ebk_scene_booking-03' end,
            case when cast(booked_at as date) > batch_date then 'ebk_scene_booking-10' end,
            case
                when {{ is_late('ebk_scene_booking', 'cast(booked_at as date)') }}
                    then 'ebk_scene_booking-11'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('ebk_scene_booking') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['booking_id']) }} as is_current_version
from accepted
