-- Who owns an account from when to when, by share. Before its first delivery an account belongs
-- to the owner it was first delivered with.
with accounts as (
    select * from {{ ref('stg_core__accounts') }}
    where not is_rejected
),

account_holders as (
    select * from {{ ref('stg_core__account_holders') }}
    where is_current_version and holder_role = 'JOINT' and share > 0
),

deliveries as (
    select
        account_no,
        core_customer_no,
        batch_date,
        lag(core_customer_no) over (
            partition by account_no
            order by batch_date, source_updated_at nulls first, src_file, src_row_no
        ) as previous_customer_no,
        row_number() over (
            partition by account_no
            order by batch_date, source_updated_at nulls first, src_file, src_row_no
        ) as delivery_no
    from accounts
),

owner_changes as (
    select
        account_no,
        core_customer_no,
        case when delivery_no = 1 then date '1900-01-01' else batch_date end as valid_from,
        delivery_no
    from deliveries
    where delivery_no = 1 or core_customer_no is distinct from previous_customer_no
),

owners as (
    select
        account_no,
        core_customer_no,
        valid_from,
        lead(valid_from) over (
            partition by account_no order by delivery_no
        ) as valid_to
    from owner_changes
),

joint_totals as (
    select distinct account_no from account_holders
)

select
    owners.account_no,
    owners.core_customer_no,
    'PRIMARY' as holder_role,
    cast(null as decimal(5, 4)) as share,
    joint_totals.account_no is not null as is_shared,
    owners.valid_from,
    owners.valid_to
from owners
left join joint_totals
    on owners.account_no = joint_totals.account_no
where owners.valid_to is null or owners.valid_to > owners.valid_from

union all

select
    account_no,
    core_customer_no,
    holder_role,
    share,
    true as is_shared,
    coalesce(valid_from, date '1900-01-01') as valid_from,
    valid_to
from account_holders
