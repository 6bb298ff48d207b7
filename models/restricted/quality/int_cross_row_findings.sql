-- What can only be seen beside other rows or feeds: one row per record and rule, never rejecting.
with core_orphans as (
    select * from {{ ref('int_core_orphans') }}
),

card_orphans as (
    select * from {{ ref('int_card_orphans') }}
),

ebank_and_loan_orphans as (
    select * from {{ ref('int_ebank_and_loan_orphans') }}
),

service_orphans as (
    select * from {{ ref('int_service_orphans') }}
),

marketing_orphans as (
    select * from {{ ref('int_marketing_orphans') }}
),

counter_orphans as (
    select * from {{ ref('int_counter_orphans') }}
),

personnel_orphans as (
    select * from {{ ref('int_personnel_orphans') }}
),

conflicting_periods as (
    select * from {{ ref('int_conflicting_periods') }}
),

conflicting_staff_rows as (
    select * from {{ ref('int_conflicting_staff_rows') }}
),

conflicting_accounts as (
    select * from {{ ref('int_conflicting_accounts') }}
),

conflicting_transactions as (
    select * from {{ ref('int_conflicting_transactions') }}
),

doubtful_values as (
    select * from {{ ref('int_doubtful_values') }}
),

repeated_complaints as (
    select * from {{ ref('int_repeated_complaints') }}
),

repeated_keys as (
    select * from {{ ref('int_repeated_keys') }}
),

balance_breaks as (
    select * from {{ ref('int_balance_breaks') }}
),

transactions_after_death as (
    select * from {{ ref('int_transactions_after_death') }}
),

shared_mobiles as (
    select * from {{ ref('int_shared_mobiles') }}
),

misused_coupons as (
    select * from {{ ref('int_misused_coupons') }}
),

unbelievable_services as (
    select * from {{ ref('int_unbelievable_services') }}
)

select * from core_orphans
union all
select * from card_orphans
union all
select * from ebank_and_loan_orphans
union all
select * from service_orphans
union all
select * from marketing_orphans
union all
select * from counter_orphans
union all
select * from personnel_orphans
union all
select * from conflicting_periods
union all
select * from conflicting_staff_rows
union all
select * from conflicting_accounts
union all
select * from conflicting_transactions
union all
select * from doubtful_values
union all
select * from repeated_complaints
union all
select * from repeated_keys
union all
select * from balance_breaks
union all
select * from transactions_after_death
union all
select * from shared_mobiles
union all
select * from misused_coupons
union all
select * from unbelievable_services
