-- Branches: one per district, known by its number, and the district is the city too. Nothing says
-- since when, so all count from the day the bank opened its first account. The figures about people
-- and work in the other columns (two of them `?` for Jesenik) have no place in the contract.
select
    a1 as branch_code,
    (select min('19' || account.date) from source.account) as valid_from,
    a2 as branch_name,
    a1 as city_code
from source.district
