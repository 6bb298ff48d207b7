-- Accepted rows of the CRM world that name a customer or a complaint nobody delivered; the CRM's
-- hand-entered numbers of other systems among them.
with core_customers as (
    select * from {{ ref('stg_core__customers') }}
    where is_current_version
),

card_customers as (
    select * from {{ ref('stg_card__customers') }}
    where is_current_version
),

loan_customers as (
    select * from {{ ref('stg_loan__customers') }}
    where is_current_version
),

crm_customers as (
    select * from {{ ref('stg_crm__customers') }}
    where is_current_version
),

profile_updates as (
    select * from {{ ref('stg_crm__profile_updates') }}
    where is_current_version
),

manager_assignments as (
    select * from {{ ref('stg_crm__manager_assignments') }}
    where is_current_version
),

contacts as (
    select * from {{ ref('stg_crm__contacts') }}
    where is_current_version
),

opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
    where is_current_version
),

consents as (
    select * from {{ ref('stg_crm__consents') }}
    where is_current_version
),

complaints as (
    select * from {{ ref('stg_complaint__complaints') }}
    where is_current_version
),

responsibilities as (
    select * from {{ ref('stg_complaint__responsibilities') }}
    where is_current_version
),

responses as (
    select * from {{ ref('stg_survey__responses') }}
    where is_current_version
)

{{ orphans('crm_customer-50', 'crm_customers', ['crm_customer_id'],
    'core_customer_no', 'core_customers') }}
union all
{{ orphans('crm_customer-51', 'crm_customers', ['crm_customer_id'],
    'card_customer_no', 'card_customers') }}
union all
{{ orphans('crm_customer-52', 'crm_customers', ['crm_customer_id'],
    'loan_customer_no', 'loan_customers') }}
union all
{{ orphans('crm_profile_update-50', 'profile_updates', ['update_id'],
    'crm_customer_id', 'crm_customers') }}
union all
{{ orphans('crm_manager_assignment-50', 'manager_assignments',
    ['crm_customer_id', 'staff_id', 'valid_from'], 'crm_customer_id', 'crm_customers') }}
union all
{{ orphans('crm_contact_log-50', 'contacts', ['contact_id'],
    'crm_customer_id', 'crm_customers') }}
union all
{{ orphans('crm_opportunity-50', 'opportunities', ['opportunity_id'],
    'crm_customer_id', 'crm_customers') }}
union all
{{ orphans('crm_consent-50', 'consents',
    ['crm_customer_id', 'purpose', 'channel_code', 'valid_from'],
    'crm_customer_id', 'crm_customers') }}
union all
{{ orphans('cmpl_complaint-50', 'complaints', ['complaint_id'],
    'crm_customer_id', 'crm_customers') }}
union all
{{ orphans('cmpl_complaint-51', 'complaints', ['complaint_id'],
    'repeat_of_complaint_id', 'complaints', 'complaint_id') }}
union all
{{ orphans('cmpl_responsibility-50', 'responsibilities',
    ['complaint_id', 'party_type', 'party_id'], 'complaint_id', 'complaints') }}
union all
{{ orphans('surv_response-50', 'responses', ['response_id'],
    'crm_customer_id', 'crm_customers') }}
