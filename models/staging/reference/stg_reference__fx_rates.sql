with source as (
    select * from {{ source('reference', 'ref_fx_rate') }}
),

renamed as (
    select
        {{ currency_code('ccy') }} as currency_code,
        rate_date,
        mid_rate,
        {{ text('source') }} as rate_source,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when currency_code is null or rate_date is null then 'ref_fx_rate-01' end,
            case when mid_rate is null then 'ref_fx_rate-02' end,
            case when cast_failures is not null then 'ref_fx_rate-03' end,
            case when rate_date > batch_date then 'ref_fx_rate-10' end,
            case when mid_rate <= 0 then 'ref_fx_rate-11' end,
            case when {{ is_unknown_currency('currency_code') }} then 'ref_fx_rate-12' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('ref_fx_rate') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['currency_code', 'rate_date']) }} as is_current_version
from accepted
