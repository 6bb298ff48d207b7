-- Every account must have exactly one owner.
select account.account_id
from source.account
left join owners
    on account.account_id = owners.account_id
group by account.account_id
having count(owners.client_id) <> 1
