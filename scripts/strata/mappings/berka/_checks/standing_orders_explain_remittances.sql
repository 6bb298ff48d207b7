-- Every remittance must be a standing order's: it is booked as one.
select postings.trans_id
from postings
left join source.standing_order
    on
        postings.account_id = standing_order.account_id
        and postings.other_account = standing_order.account_to
        and postings.amount = cast(standing_order.amount as decimal(18, 2))
where
    postings.operation = 'remittance to another bank'
    and standing_order.order_id is null
