-- Borrowers: a loan belongs to an account and so to its owner. The loan files have no customer
-- number of their own; the client's serves.
select distinct
    owners.client_id as loan_cust_no,
    core_customer.birth_date
from source.loan
inner join owners
    on loan.account_id = owners.account_id
left join core_customer
    on owners.client_id = core_customer.core_cust_no
