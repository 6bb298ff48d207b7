with source as (
    select * from {{ source('external', 'tpd_gov_data') }}
),

renamed as (
    select
        {{ text('id_hash') }} as id_hash,
        {{ code('kind') }} as government_data_kind,
        month as data_month,
        base_amt as contribution_base_amount,
        months_paid,
        {{ text('employer_uscc') }} as employer_credit_code,
        {{ text('consent_id') }} as consent_id,
        {{ landed_columns() }}
    from source
),

judged as (
    select
        renamed.*,
        nullif(concat_ws(
            ' ',
            case
                when id_hash is null or government_data_kind is null or data_month is null
                    then 'tpd_gov_data-01'
            end,
            case when cast_failures is not null then 'tpd_gov_data-03' end,
            case when data_month > batch_date then 'tpd_gov_data-10' end,
            case when consent_id is null then 'tpd_gov_data-11' end,
            case
                when government_data_kind not in ('SOCIAL', 'HOUSING_FUND', 'BUSINESS_REG')
                    then 'tpd_gov_data-12'
            end,
            case when contribution_base_amount < 0 or months_paid < 0 then 'tpd_gov_data-13' end
        ), '') as failed_rules
    from renamed
),

accepted as (
    select
        judged.*,
        {{ is_rejected('tpd_gov_data') }} as is_rejected
    from judged
)

select
    accepted.*,
    {{ is_current_version(['id_hash', 'government_data_kind', 'data_month']) }}
        as is_current_version
from accepted
