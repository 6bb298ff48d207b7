-- The funding curve of each product from when to when: the first version reaches back to the
-- beginning, and a gap between two versions keeps the earlier one.
with products as (
    select * from {{ ref('stg_reference__products') }}
    where is_current_version
),

ordered as (
    select
        product_code,
        ftp_curve,
        valid_from,
        row_number() over (partition by product_code order by valid_from) as version_no,
        lead(valid_from) over (partition by product_code order by valid_from) as next_valid_from
    from products
)

select
    product_code,
    ftp_curve,
    case when version_no = 1 then date '1900-01-01' else valid_from end as valid_from,
    coalesce(next_valid_from, date '9999-12-31') as valid_to
from ordered
