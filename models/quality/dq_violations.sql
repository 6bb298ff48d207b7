-- Every record that broke a rule: the quarantine, and what was let through with a mark. The key
-- is a keyed hash where it is personal, and no value is quoted.
with broken_rules as (
    select * from {{ ref('int_broken_rules') }}
    where severity <> 'ignore'
)

select
    cast(feed as varchar(40)) as feed,
    cast(public_key as varchar(400)) as record_key,
    cast(rule_id as varchar(60)) as rule_id,
    cast(severity as varchar(10)) as severity,
    batch_date,
    cast(src_file as varchar(400)) as src_file,
    src_row_no,
    cast(detail as varchar(1000)) as detail
from broken_rules
