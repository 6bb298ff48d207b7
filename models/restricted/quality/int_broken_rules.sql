-- One row per record and rule it breaks, with the key in clear and as readers may see it.
with failed_rows as (
    select * from {{ ref('int_failed_rows') }}
),

cross_row_findings as (
    select * from {{ ref('int_cross_row_findings') }}
),

dq_rule as (
    select * from {{ ref('dq_rule') }}
),

contract_feeds as (
    {{ contract_feeds() }}
),

secret as (
    select secret from {{ read_secret(secret_path()) }} as private_file
),

broken as (
    select
        dq_rule.rule_id,
        failed_rows.record_key,
        failed_rows.batch_date,
        failed_rows.src_file,
        failed_rows.src_row_no,
        failed_rows.cast_failures,
        failed_rows.is_rejected
    from failed_rows
    inner join dq_rule
        on
            failed_rows.feed = dq_rule.feed
            and position(dq_rule.rule_id in failed_rows.failed_rules) > 0

    union all

    select
        rule_id,
        record_key,
        batch_date,
        src_file,
        src_row_no,
        cast(null as varchar(400)) as cast_failures,
        false as is_rejected
    from cross_row_findings
)

select
    dq_rule.feed,
    dq_rule.rule_id,
    dq_rule.severity,
    dq_rule.d_code,
    broken.record_key,
    case
        when contract_feeds.has_personal_key
            then {{ sha256_hex(
                "concat(secret.secret, '|', dq_rule.feed, '|', broken.record_key)"
            ) }}
        else broken.record_key
    end as public_key,
    contract_feeds.has_personal_key,
    broken.batch_date,
    broken.src_file,
    broken.src_row_no,
    broken.is_rejected,
    concat(
        dq_rule.title, ': ',
        coalesce({{ json_object_keys('broken.cast_failures') }}, dq_rule.column_names, '')
    ) as detail
from broken
inner join dq_rule
    on broken.rule_id = dq_rule.rule_id
inner join contract_feeds
    on dq_rule.feed = contract_feeds.feed
cross join secret
