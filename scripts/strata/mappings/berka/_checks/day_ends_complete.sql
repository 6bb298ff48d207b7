-- Every day with transactions must have exactly one stated balance that continues the day before.
select
    postings.account_id,
    postings.posting_date
from (select distinct account_id, posting_date from postings) as postings
left join day_ends
    on
        postings.account_id = day_ends.account_id
        and postings.posting_date = day_ends.posting_date
group by postings.account_id, postings.posting_date
having count(day_ends.balance) <> 1
