-- Accounts, all of them current accounts in crowns. How often a statement is sent (`frequency`) has
-- no place in the contract; classes I to III are a Chinese rule; a status and a closing date are
-- not in the files.
select
    account.account_id as acct_no,
    owners.client_id as core_cust_no,
    'CUR' as acct_type,
    'CZK' as ccy,
    '19' || account.date as open_date,
    account.district_id as open_branch
from source.account
left join owners
    on account.account_id = owners.account_id
