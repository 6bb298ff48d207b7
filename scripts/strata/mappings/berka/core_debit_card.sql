-- Cards, each given to an owner. There are no card numbers in the files: the card's own key stands
-- for one, which the gate flags because it has no check digit. The kind of card (classic, junior,
-- gold) has no place in the contract; whether a card is still valid is not known.
select
    card.card_id as card_no,
    disposition.account_id as acct_no,
    disposition.client_id as core_cust_no,
    '19' || left(card.issued, 6) as issue_date
from source.card
left join source.disposition
    on card.disp_id = disposition.disp_id
