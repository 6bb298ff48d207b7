with source as (
    select * from {{ source('control', 'ctl_batch') }}
),

renamed as (
    select
        {{ text('feed') }} as feed,
        batch_date as controlled_batch_date,
        row_cnt as row_count,
        {{ text('control_column') }} as control_column,
        control_sum,
        {{ text('file_name') }} as file_name,
        sent_ts as sent_at,
        {{ landed_columns('_batch_date') }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when feed is null or controlled_batch_date is null then 'ctl_batch-01' end,
            case when cast_failures is not null then 'ctl_batch-03' end,
            case when row_count < 0 then 'ctl_batch-10' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('ctl_batch') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['feed', 'controlled_batch_date']) }} as is_current_version
from accepted
