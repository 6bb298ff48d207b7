with source as (
    select * from {{ source('survey', 'surv_response') }}
),

renamed as (
    select
        {{ text('resp_id') }} as response_id,
        {{ text('survey_id') }} as survey_id,
        {{ text('crm_cust_id') }} as crm_customer_id,
        {{ text('branch_code') }} as branch_code,
        {{ text('staff_id') }} as staff_id,
        response_ts as responded_at,
        score as survey_score,
        scale_max,
        {{ survey_percent('score', 'scale_max') }} as survey_percent,
        nps as net_promoter_score,
        {{ code('channel') }} as channel_code,
        {{ text('comment') }} as comment,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when response_id is null then 'surv_response-01' end,
            case when responded_at is null then 'surv_response-02' end,
            case when cast_failures is not null then 'surv_response-03' end,
            case when cast(responded_at as date) > batch_date then 'surv_response-10' end,
            case
                when {{ is_late('surv_response', 'cast(responded_at as date)') }}
                    then 'surv_response-11'
            end,
            case
                when
                    survey_score < 0 or survey_score > coalesce(scale_max, 100) or survey_score < 1
                    and scale_max = 5
                    then 'surv_response-12'
            end,
            case
                when scale_max is null or scale_max not in (5, 10, 100)
                    then 'surv_response-13'
            end,
            case when net_promoter_score not between 0 and 10 then 'surv_response-14' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('surv_response') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['response_id']) }} as is_current_version
from accepted
