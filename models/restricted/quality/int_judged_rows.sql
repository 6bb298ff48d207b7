{{ config(materialized='view') }}

-- Every judged row of the bank, by its key.
with judged_core_rows as (
    select * from {{ ref('int_judged_core_rows') }}
),

judged_card_rows as (
    select * from {{ ref('int_judged_card_rows') }}
),

judged_ebank_rows as (
    select * from {{ ref('int_judged_ebank_rows') }}
),

judged_loan_rows as (
    select * from {{ ref('int_judged_loan_rows') }}
),

judged_service_rows as (
    select * from {{ ref('int_judged_service_rows') }}
),

judged_marketing_rows as (
    select * from {{ ref('int_judged_marketing_rows') }}
),

judged_staff_rows as (
    select * from {{ ref('int_judged_staff_rows') }}
),

judged_reference_rows as (
    select * from {{ ref('int_judged_reference_rows') }}
)

select * from judged_core_rows
union all
select * from judged_card_rows
union all
select * from judged_ebank_rows
union all
select * from judged_loan_rows
union all
select * from judged_service_rows
union all
select * from judged_marketing_rows
union all
select * from judged_staff_rows
union all
select * from judged_reference_rows
