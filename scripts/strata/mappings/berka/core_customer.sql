-- Clients. The files hold no names and no identity numbers, so those columns are not delivered at
-- all: NULL everywhere would say the same, but a column that is missing is listed in the coverage.
select
    client.client_id as core_cust_no,
    -- birth_number is YYMMDD with 50 added to a woman's month; births are of 1911 to 1987.
    -- A text of another shape goes on as it is: landing keeps it and the gate flags the row.
    case
        when not regexp_full_match(client.birth_number, '[0-9]{6}') then client.birth_number
        when substr(client.birth_number, 3, 2) > '50'
            then
                '19' || left(client.birth_number, 2)
                || right(cast(cast(client.birth_number as integer) - 5000 as varchar), 4)
        else '19' || client.birth_number
    end as birth_date,
    case
        when not regexp_full_match(client.birth_number, '[0-9]{6}') then null
        when substr(client.birth_number, 3, 2) > '50' then 'F'
        else 'M'
    end as gender,
    -- The client's district is where the client lives, the account's where the branch is: they
    -- differ for 494 of 5,369. The address is known no closer than that.
    district.a2 as home_addr,
    account.district_id as open_branch,
    -- An owner is a customer since the account was opened. When a disponent got the right to use
    -- the account is not in the files: unknown.
    case when disposition.type = 'OWNER' then '19' || account.date end as open_date
    -- cust_status: the files do not say who has left. Unknown, not normal.
from source.client
left join source.disposition
    on client.client_id = disposition.client_id
left join source.account
    on disposition.account_id = account.account_id
left join source.district
    on client.district_id = district.a1
