-- Why two records are one person, a row for each pair and rule at every batch that changed their
-- scope. Records of one document are linked to the oldest of them instead of each to each.
with document_groups as (
    select * from {{ ref('int_document_groups') }}
    where seniority <> group_seniority
),

identity_states as (
    select * from {{ ref('int_identity_states') }}
),

declared_link_verdicts as (
    select * from {{ ref('int_declared_link_verdicts') }}
    where contradicted_by is null
)

select
    document_groups.observed_on,
    document_groups.is_current,
    document_groups.seniority,
    document_groups.group_seniority as linked_seniority,
    case when document_groups.resident_id is null then 'M2' else 'M1' end as match_rule,
    concat_ws(
        ', ',
        case
            when document_groups.resident_id is not null then 'resident id'
            when younger.document_type = '02' then 'passport'
            else 'permit'
        end,
        case when document_groups.resident_id is null then 'birth date' end,
        case
            when
                document_groups.resident_id is not null
                and younger.customer_name is not null
                and oldest.customer_name is not null
                then 'name'
        end,
        case
            when
                document_groups.resident_id is null and younger.nationality = oldest.nationality
                then 'nationality'
        end
    ) as matched_on
from document_groups
inner join identity_states as younger
    on
        document_groups.observed_on = younger.observed_on
        and document_groups.seniority = younger.seniority
inner join identity_states as oldest
    on
        document_groups.observed_on = oldest.observed_on
        and document_groups.group_seniority = oldest.seniority

union all

select
    observed_on,
    is_current,
    seniority,
    linked_seniority,
    'M3' as match_rule,
    matched_on
from declared_link_verdicts
