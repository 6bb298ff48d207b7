-- Loans. The amount is the number of months times the monthly payment on every row, so the payments
-- are equal and the rate cannot be told: not delivered. Purpose and security are unknown too, and a
-- private loan without either is a consumer loan.
--
-- Balances (`loan_balance_daily`) are not delivered: what is still owed could only be made up from
-- the schedule, and 76 of the 682 loans say that they did not follow it.
select
    loan.loan_id as contract_no,
    owners.client_id as loan_cust_no,
    'CONS' as loan_type,
    loan.amount as principal,
    loan.duration as term_m,
    '19' || loan.date as start_date,
    cast(
        try_strptime('19' || loan.date, '%Y%m%d') + to_months(cast(loan.duration as integer))
        as date
    ) as maturity_date,
    'EPI' as repay_mode,
    -- The bank's own letters: A ended and paid, B ended and not paid, C running and paid so far,
    -- D running and in debt.
    loan.status,
    -- B and D do not perform; how badly is not known, so they get the first class that says so.
    case
        when loan.status in ('A', 'C') then '正常'
        when loan.status in ('B', 'D') then '次级'
    end as five_class,
    'CZK' as ccy
from source.loan
left join owners
    on loan.account_id = owners.account_id
