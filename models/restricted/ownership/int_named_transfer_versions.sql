-- What a day of named transfers depends on: the day's transactions and what the codes mean.
with event_dates as (
    select * from {{ ref('int_event_dates') }}
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
    event_dates.event_date,
    md5(concat(event_dates.partition_version, codes.codes_version)) as partition_version
from event_dates
cross join codes
