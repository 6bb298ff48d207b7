-- The day the extract describes: the last day anybody's money moved in it. Cards issued and loans
-- granted in the weeks after (41 and 3 rows) are delivered too: their files are whole, and the
-- bank's own totals count them.
select max(posting_date) from postings
