with source as (
    select * from {{ source('complaint', 'cmpl_responsibility') }}
),

renamed as (
    select
        {{ text('complaint_id') }} as complaint_id,
        {{ code('party_type') }} as party_type,
        {{ text('party_id') }} as party_id,
        share_pct as share,
        decided_ts as decided_at,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when complaint_id is null or party_type is null or party_id is null
                    then 'cmpl_responsibility-01'
            end,
            case when cast_failures is not null then 'cmpl_responsibility-03' end,
            case when party_type not in ('BRANCH', 'STAFF') then 'cmpl_responsibility-10' end,
            case when share < 0 or share > 1 then 'cmpl_responsibility-11' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('cmpl_responsibility') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['complaint_id', 'party_type', 'party_id']) }} as is_current_version
from accepted
