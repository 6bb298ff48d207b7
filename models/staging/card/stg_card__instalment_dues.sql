with source as (
    select * from {{ source('card', 'card_instalment_due') }}
),

units as (
    select factor from {{ ref('stg_landing__amount_units') }}
    where feed = 'card_instalment_due'
),

renamed as (
    select
        {{ text('plan_id') }} as plan_id,
        source.seq as instalment_seq,
        source.due_date,
        {{ delivered_amount('source.principal_due') }} as principal_due_amount,
        {{ delivered_amount('source.fee_due') }} as fee_due_amount,
        source.paid_flag as is_paid,
        source.paid_date,
        {{ landed_columns() }}
    from source
    cross join units
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case when plan_id is null or instalment_seq is null then 'card_instalment_due-01' end,
            case when cast_failures is not null then 'card_instalment_due-03' end,
            case
                when principal_due_amount < 0 or fee_due_amount < 0
                    then 'card_instalment_due-10'
            end,
            case
                when is_paid and paid_date is null or not is_paid and paid_date is not null
                    then 'card_instalment_due-11'
            end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('card_instalment_due') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['plan_id', 'instalment_seq']) }} as is_current_version
from accepted
