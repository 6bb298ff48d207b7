-- The judged rows that broke a rule of their own, whatever its severity.
with judged_rows as (
    select * from {{ ref('int_judged_rows') }}
)

select
    feed,
    record_key,
    batch_date,
    src_file,
    src_row_no,
    cast_failures,
    failed_rules,
    is_rejected
from judged_rows
where failed_rules is not null
