-- The transactions with their amounts signed as the account sees them. The file names three types,
-- and `withdrawal in cash` takes money out like `withdrawal`.
select
    trans_id,
    account_id,
    cast(strptime('19' || date, '%Y%m%d') as date) as posting_date,
    cast(amount as decimal(18, 2)) as amount,
    cast(case when type = 'credit' then amount else '-' || amount end as decimal(18, 2))
        as signed_amount,
    cast(balance as decimal(18, 2)) as stated_balance,
    case when type = 'credit' then 'C' else 'D' end as debit_credit,
    nullif(trim(operation), '') as operation,
    nullif(trim(k_symbol), '') as reason,
    nullif(trim(bank), '') as other_bank,
    -- 0 is the file's way of saying that there is no other account.
    nullif(nullif(trim(account), ''), '0') as other_account
from source.posting
