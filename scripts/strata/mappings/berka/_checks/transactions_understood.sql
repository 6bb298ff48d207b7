-- Every transaction must have a known kind, code and channel.
select core_transaction.txn_id
from core_transaction
inner join source.posting
    on core_transaction.txn_id = posting.trans_id
where
    core_transaction.txn_code is null
    or core_transaction.channel is null
    or posting.type not in ('credit', 'withdrawal', 'withdrawal in cash')
