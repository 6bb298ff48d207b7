-- The signed sum of an account's transactions must lie within a crown of its last day-end balance.
select
    postings.account_id,
    sum(postings.signed_amount) as signed_sum
from postings
group by postings.account_id
having
    abs(sum(postings.signed_amount) - (
        select arg_max(day_ends.balance, day_ends.posting_date)
        from day_ends
        where day_ends.account_id = postings.account_id
    )) > 1
