-- What a batch of named transfers depends on: its delivery and what the codes mean.
with batch_versions as (
    select * from {{ ref('stg_landing__batch_versions') }}
    where feed = 'core_transaction'
),

codes as (
    select
        {{ string_agg_sorted(
            "concat(transaction_code, business_type, cast(is_own_product as varchar(5)))",
            '|', 'transaction_code') }} as codes_version
    from {{ ref('transaction_code') }}
    where is_financial and not is_payroll
)

select
    batch_versions.batch_date,
    md5(concat(batch_versions.partition_version, codes.codes_version)) as partition_version
from batch_versions
cross join codes
