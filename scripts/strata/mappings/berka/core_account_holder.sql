-- Owners and disponents. A disponent may use the account and owns nothing of it, which the contract
-- calls an agent with no share. The right dates from the opening of the account only for owners.
select
    disposition.account_id as acct_no,
    disposition.client_id as core_cust_no,
    case disposition.type when 'OWNER' then 'PRIMARY' when 'DISPONENT' then 'AGENT' end
        as holder_role,
    case disposition.type when 'OWNER' then 1.0000 else 0.0000 end as share_pct,
    case when disposition.type = 'OWNER' then '19' || account.date end as valid_from
from source.disposition
left join source.account
    on disposition.account_id = account.account_id
