-- Declared links at every batch that changed their scope, each held against what the two records
-- say of themselves. A different mobile alone contradicts nothing: numbers change and are recycled,
-- and a customer must not fall apart because of it.
with identity_states as (
    select
        observed_on,
        is_current,
        seniority,
        version_from,
        resident_id,
        birth_date,
        customer_name,
        name_pinyin,
        is_name_damaged,
        mobile,
        coalesce(customer_name = name_pinyin, false) as is_name_latin
    from {{ ref('int_identity_states') }}
),

declared_links as (
    select * from {{ ref('int_declared_links') }}
),

compared as (
    select
        declaring.observed_on,
        declaring.is_current,
        declaring.seniority,
        linked.seniority as linked_seniority,
        declaring.resident_id = linked.resident_id as has_same_id,
        declaring.birth_date = linked.birth_date as has_same_birth_date,
        declaring.mobile = linked.mobile as has_same_mobile,
        -- NULL where the two cannot be compared: a name in characters beside one in letters.
        case
            when declaring.customer_name = linked.customer_name then true
            when declaring.name_pinyin is not null and linked.name_pinyin is not null
                then
                    {{ jaro_winkler('declaring.name_pinyin', 'linked.name_pinyin') }}
                    >= {{ parameter('identity_name_similarity') }}
            when
                declaring.is_name_damaged
                or linked.is_name_damaged
                or declaring.is_name_latin <> linked.is_name_latin
                then null
            else declaring.customer_name = linked.customer_name
        end as has_same_name
    from declared_links
    inner join identity_states as declaring
        on
            declared_links.seniority = declaring.seniority
            and declared_links.valid_from = declaring.version_from
    inner join identity_states as linked
        on
            declared_links.linked_seniority = linked.seniority
            and declaring.observed_on = linked.observed_on
)

select
    observed_on,
    is_current,
    seniority,
    linked_seniority,
    concat_ws(
        ', ',
        'declared link',
        case when has_same_id then 'resident id' end,
        case when has_same_name then 'name' end,
        case when has_same_birth_date then 'birth date' end,
        case when has_same_mobile then 'mobile' end
    ) as matched_on,
    nullif(concat_ws(
        ', ',
        case when not has_same_id then 'resident id' end,
        case when not has_same_name then 'name' end,
        case when not has_same_birth_date then 'birth date' end
    ), '') as contradicted_by
from compared
