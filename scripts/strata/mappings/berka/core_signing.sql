-- Standing orders: what the customer signed so that the bank pays by itself. Who receives the money
-- is known by account number only, and since when the order stands not at all. Four orders pay a
-- single crown or less; the amount is no part of the contract.
select
    owners.client_id as core_cust_no,
    'AUTOPAY' as sign_type,
    standing_order.order_id as sign_id,
    standing_order.account_id as acct_no
from source.standing_order
left join owners
    on standing_order.account_id = owners.account_id
