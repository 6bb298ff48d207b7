-- Names under one resident number, put into classes of alike names: equal ones, ones with alike
-- pinyin, and chains of these. Two classes under one number are two people until somebody looks.
{% set most_names = 30 %}

with recursive identity_states as (
    select
        observed_on,
        document_key,
        coalesce(customer_name, name_pinyin) as customer_name,
        name_pinyin,
        seniority
    from {{ ref('int_identity_states') }}
    where resident_id is not null and coalesce(customer_name, name_pinyin) is not null
),

names as (
    select
        observed_on,
        document_key,
        customer_name,
        min(seniority) as name_seniority,
        count(*) over (partition by observed_on, document_key) as name_count
    from identity_states
    group by observed_on, document_key, customer_name
),

spellings as (
    -- A number under very many names is a makeshift of some counter: there only equal names count.
    select distinct
        names.observed_on,
        names.document_key,
        names.name_seniority,
        identity_states.name_pinyin
    from names
    inner join identity_states
        on
            names.observed_on = identity_states.observed_on
            and names.document_key = identity_states.document_key
            and names.customer_name = identity_states.customer_name
    where
        names.name_count between 2 and {{ most_names }}
        and identity_states.name_pinyin is not null
),

neighbours as (
    select distinct
        spellings.observed_on,
        spellings.name_seniority,
        others.name_seniority as alike_seniority
    from spellings
    inner join spellings as others
        on
            spellings.observed_on = others.observed_on
            and spellings.document_key = others.document_key
            and spellings.name_seniority <> others.name_seniority
    where
        {{ jaro_winkler('spellings.name_pinyin', 'others.name_pinyin') }}
        >= {{ parameter('identity_name_similarity') }}
),

reached (observed_on, name_class, name_seniority) as (
    select
        observed_on,
        name_seniority as name_class,
        name_seniority
    from neighbours
    group by observed_on, name_seniority
    having min(alike_seniority) > name_seniority
    union
    select
        reached.observed_on,
        reached.name_class,
        neighbours.alike_seniority as name_seniority
    from reached
    inner join neighbours
        on
            reached.observed_on = neighbours.observed_on
            and reached.name_seniority = neighbours.name_seniority
    where neighbours.alike_seniority > reached.name_class
),

classes as (
    select
        observed_on,
        name_seniority,
        min(name_class) as name_class
    from reached
    group by observed_on, name_seniority
)

select
    names.observed_on,
    names.document_key,
    names.customer_name,
    coalesce(classes.name_class, names.name_seniority) as name_class
from names
left join classes
    on
        names.observed_on = classes.observed_on
        and names.name_seniority = classes.name_seniority
