-- The transactions. The time of day is not known: midnight.
select
    trans_id as txn_id,
    account_id as acct_no,
    cast(posting_date as timestamp) as txn_ts,
    posting_date as post_date,
    amount,
    debit_credit as dr_cr,
    'CZK' as ccy,
    -- Codes of the seed `transaction_code`. What the bank charges by itself is told by the reason,
    -- before the operation, which calls it a cash withdrawal. Every one of the 4,375 remittances
    -- has the account, receiver and amount of a standing order: the bank made them by itself.
    case
        when reason = 'interest credited' then 'INTCUR'
        when reason = 'payment for statement' then 'FEEDED'
        when reason = 'sanction interest if negative balance' then 'FEEDED'
        when operation = 'credit in cash' then 'CASHDP'
        when operation = 'withdrawal in cash' then 'CASHWD'
        when operation = 'credit card withdrawal' then 'CASHWD'
        when operation = 'collection from another bank' then 'TRFIN'
        when operation = 'remittance to another bank' then 'AUTDEB'
    end as txn_code,
    -- Cash moves at the counter; a card draws round hundreds from a machine; the rest is the bank's
    -- own batch.
    case
        when reason in (
            'interest credited', 'payment for statement', 'sanction interest if negative balance'
        ) then 'BATCH'
        when operation in ('credit in cash', 'withdrawal in cash') then 'CTR'
        when operation = 'credit card withdrawal' then 'ATM'
        when operation = 'collection from another bank' then 'BATCH'
        when operation = 'remittance to another bank' then 'BATCH'
    end as channel,
    other_account as cpty_acct,
    other_bank as cpty_bank_code,
    -- The file knows no reversals: nothing in it takes anything back.
    'N' as reversal_flag,
    stated_balance as balance_after
from postings
