-- Rows that contradict other rows of their own feed: shares beyond the whole, two owners of one
-- relation at a time, two products under one code at a time.
with account_holders as (
    select * from {{ ref('stg_core__account_holders') }}
    where is_current_version
),

manager_assignments as (
    select * from {{ ref('stg_crm__manager_assignments') }}
    where is_current_version and role = 'PRIMARY'
),

products as (
    select * from {{ ref('stg_reference__products') }}
    where is_current_version
),

shared_accounts as (
    select
        account_no,
        sum(share) as total_share,
        count(distinct core_customer_no) as holders
    from account_holders
    group by account_no
),

dated_products as (
    select
        products.*,
        lead(valid_from) over (partition by product_code order by valid_from) as next_valid_from
    from products
)

select
    case
        when shared_accounts.total_share > 1 then 'core_account_holder-51'
        else 'core_account_holder-52'
    end as rule_id,
    {{ record_key(['account_holders.account_no', 'account_holders.core_customer_no']) }}
        as record_key,
    account_holders.batch_date,
    account_holders.src_file,
    account_holders.src_row_no
from account_holders
inner join shared_accounts
    on account_holders.account_no = shared_accounts.account_no
where shared_accounts.total_share > 1 or shared_accounts.holders > 1

union all

select distinct
    'crm_manager_assignment-51' as rule_id,
    {{ record_key([
        'manager_assignments.crm_customer_id', 'manager_assignments.staff_id',
        'manager_assignments.valid_from'
    ]) }} as record_key,
    manager_assignments.batch_date,
    manager_assignments.src_file,
    manager_assignments.src_row_no
from manager_assignments
inner join manager_assignments as others
    on
        manager_assignments.crm_customer_id = others.crm_customer_id
        and manager_assignments.staff_id <> others.staff_id
        and manager_assignments.valid_from >= others.valid_from
        and manager_assignments.valid_from < coalesce(others.valid_to, date '9999-12-31')

union all

select
    'ref_product-50' as rule_id,
    {{ record_key(['product_code', 'valid_from']) }} as record_key,
    batch_date,
    src_file,
    src_row_no
from dated_products
where coalesce(valid_to, date '9999-12-31') > next_valid_from
