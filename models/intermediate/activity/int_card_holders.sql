-- Who owes for a credit card and who uses it: they differ on supplementary cards.
with cards as (
    select * from {{ ref('stg_card__cards') }}
    where is_current_version
),

card_accounts as (
    select * from {{ ref('stg_card__accounts') }}
    where is_current_version
)

select
    cards.card_no,
    cards.card_account_no,
    card_accounts.card_customer_no as owner_card_customer_no,
    case
        when cards.main_or_supplementary = 'S'
            then coalesce(cards.supplementary_customer_no, card_accounts.card_customer_no)
        else card_accounts.card_customer_no
    end as user_card_customer_no
from cards
left join card_accounts
    on cards.card_account_no = card_accounts.card_account_no
