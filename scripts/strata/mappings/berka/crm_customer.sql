-- The bank has no CRM, but its keys tie each loan to a client. This feed is where the contract
-- takes such a declared link from (rule M3); without it every borrower would be two customers,
-- because there is no identity number to match by.
select
    loan_cust_no as crm_cust_id,
    loan_cust_no as core_cust_no,
    loan_cust_no
from loan_customer
