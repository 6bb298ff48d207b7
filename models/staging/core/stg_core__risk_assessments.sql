with source as (
    select * from {{ source('core', 'core_risk_assessment') }}
),

renamed as (
    select
        {{ text('core_cust_no') }} as core_customer_no,
        assess_ts as assessed_at,
        {{ code('risk_level') }} as risk_level,
        score as risk_score,
        {{ code('channel') }} as channel_code,
        valid_to,
        is_elderly_confirm,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when core_customer_no is null or assessed_at is null
                    then 'core_risk_assessment-01'
            end,
            case when cast_failures is not null then 'core_risk_assessment-03' end,
            case
                when risk_level not in ('C1', 'C2', 'C3', 'C4', 'C5')
                    then 'core_risk_assessment-10'
            end,
            case when cast(assessed_at as date) > batch_date then 'core_risk_assessment-11' end,
            case
                when {{ is_late('core_risk_assessment', 'cast(assessed_at as date)') }}
                    then 'core_risk_assessment-12'
            end,
            case when valid_to < cast(assessed_at as date) then 'core_risk_assessment-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('core_risk_assessment') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['core_customer_no', 'assessed_at']) }} as is_current_version
from accepted
