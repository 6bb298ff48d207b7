{{ config(materialized='view') }}

-- Every judged row of customer relations, complaints and surveys, by its key.
with customers as (
    select * from {{ ref('stg_crm__customers') }}
),

profile_updates as (
    select * from {{ ref('stg_crm__profile_updates') }}
),

manager_assignments as (
    select * from {{ ref('stg_crm__manager_assignments') }}
),

contacts as (
    select * from {{ ref('stg_crm__contacts') }}
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
),

staff_usage as (
    select * from {{ ref('stg_crm__staff_usage') }}
),

suggestions as (
    select * from {{ ref('stg_crm__suggestions') }}
),

consents as (
    select * from {{ ref('stg_crm__consents') }}
),

complaints as (
    select * from {{ ref('stg_complaint__complaints') }}
),

responsibilities as (
    select * from {{ ref('stg_complaint__responsibilities') }}
),

responses as (
    select * from {{ ref('stg_survey__responses') }}
)

select {{ judged_row('crm_customer', ['crm_customer_id']) }}
from customers
union all
select {{ judged_row('crm_profile_update', ['update_id']) }}
from profile_updates
union all
select {{ judged_row('crm_manager_assignment', ['crm_customer_id', 'staff_id', 'valid_from']) }}
from manager_assignments
union all
select {{ judged_row('crm_contact_log', ['contact_id']) }}
from contacts
union all
select {{ judged_row('crm_opportunity', ['opportunity_id']) }}
from opportunities
union all
select {{ judged_row('crm_staff_usage', ['staff_id', 'logged_in_at']) }}
from staff_usage
union all
select {{ judged_row('crm_suggestion', ['suggestion_id']) }}
from suggestions
union all
select {{ judged_row(
    'crm_consent', ['crm_customer_id', 'purpose', 'channel_code', 'valid_from']
) }}
from consents
union all
select {{ judged_row('cmpl_complaint', ['complaint_id']) }}
from complaints
union all
select {{ judged_row('cmpl_responsibility', ['complaint_id', 'party_type', 'party_id']) }}
from responsibilities
union all
select {{ judged_row('surv_response', ['response_id']) }}
from responses
