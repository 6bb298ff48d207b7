-- The last day each ended card could be used: its cancellation, the day before the card that
-- replaced it was issued, or the day the core first told that it was no longer active.
with debit_cards as (
    select * from {{ ref('stg_core__debit_cards') }}
    where not is_rejected
),

credit_cards as (
    select * from {{ ref('stg_card__cards') }}
    where is_current_version
),

current_cards as (
    select * from debit_cards
    where is_current_version
),

first_told as (
    select
        card_no,
        min(case when card_status = 'A' then batch_date end) as active_on,
        min(case when card_status <> 'A' then batch_date end) as inactive_on
    from debit_cards
    group by card_no
)

select
    current_cards.card_no,
    least(
        coalesce({{ add_days('replacements.issue_date', '-1') }}, date '9999-12-31'),
        coalesce(
            case when first_told.active_on < first_told.inactive_on then first_told.inactive_on end,
            date '9999-12-31'
        )
    ) as ended_on
from current_cards
inner join first_told
    on current_cards.card_no = first_told.card_no
left join current_cards as replacements
    on current_cards.replaced_by_card_no = replacements.card_no
where current_cards.card_status <> 'A'

union all

select
    card_no,
    cancel_date as ended_on
from credit_cards
where cancel_date is not null
