with source as (
    select * from {{ source('reference', 'ref_ftp_rate') }}
),

renamed as (
    select
        {{ code('curve') }} as ftp_curve,
        term_m as term_months,
        rate_date,
        rate as ftp_rate,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when ftp_curve is null or term_months is null or rate_date is null
                    then 'ref_ftp_rate-01'
            end,
            case when ftp_rate is null then 'ref_ftp_rate-02' end,
            case when cast_failures is not null then 'ref_ftp_rate-03' end,
            case when rate_date > batch_date then 'ref_ftp_rate-10' end,
            case when ftp_rate < 0 or ftp_rate >= 1 then 'ref_ftp_rate-11' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('ref_ftp_rate') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['ftp_curve', 'term_months', 'rate_date']) }} as is_current_version
from accepted
