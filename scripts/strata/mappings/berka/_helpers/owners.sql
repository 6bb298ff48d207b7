-- Who owns which account: one owner each, and nobody owns two.
select
    account_id,
    client_id
from source.disposition
where type = 'OWNER'
