-- Which records are one customer, at every batch that changed their scope: groups of one document
-- joined by declared links, unless these would join two valid resident numbers, or one number under
-- two names. Then the document alone decides, and somebody has to look.
with recursive document_groups as (
    select * from {{ ref('int_document_groups') }}
),

identity_links as (
    select * from {{ ref('int_identity_links') }}
),

bonds as (
    select distinct
        identity_links.observed_on,
        declaring.group_seniority,
        linked.group_seniority as bonded_seniority,
        identity_links.matched_on
    from identity_links
    inner join document_groups as declaring
        on
            identity_links.observed_on = declaring.observed_on
            and identity_links.seniority = declaring.seniority
    inner join document_groups as linked
        on
            identity_links.observed_on = linked.observed_on
            and identity_links.linked_seniority = linked.seniority
    where
        identity_links.match_rule = 'M3'
        and declaring.group_seniority <> linked.group_seniority
),

neighbours as (
    select
        observed_on,
        group_seniority,
        bonded_seniority,
        matched_on
    from bonds
    union
    select
        observed_on,
        bonded_seniority as group_seniority,
        group_seniority as bonded_seniority,
        matched_on
    from bonds
),

reached (observed_on, component, group_seniority) as (
    -- The least label of a component walks through all of it, whatever the length of the chain.
    select
        observed_on,
        group_seniority as component,
        group_seniority
    from neighbours
    group by observed_on, group_seniority
    having min(bonded_seniority) > group_seniority
    union
    select
        reached.observed_on,
        reached.component,
        neighbours.bonded_seniority as group_seniority
    from reached
    inner join neighbours
        on
            reached.observed_on = neighbours.observed_on
            and reached.group_seniority = neighbours.group_seniority
    where neighbours.bonded_seniority > reached.component
),

components as (
    select
        observed_on,
        group_seniority,
        min(component) as component
    from reached
    group by observed_on, group_seniority
),

joined as (
    select
        document_groups.*,
        coalesce(components.component, document_groups.group_seniority) as component
    from document_groups
    left join components
        on
            document_groups.observed_on = components.observed_on
            and document_groups.group_seniority = components.group_seniority
),

guards as (
    select
        observed_on,
        component,
        count(distinct case
            when resident_id is not null
                then concat(
                    document_key, '|', coalesce(person_class, cast(seniority as varchar(20)))
                )
        end) > 1 as is_guarded
    from joined
    group by observed_on, component
),

evidence as (
    select
        observed_on,
        group_seniority,
        min(matched_on) as matched_on
    from neighbours
    group by observed_on, group_seniority
),

clustered as (
    select
        joined.*,
        guards.is_guarded,
        case when guards.is_guarded then joined.group_seniority else joined.component end
            as cluster_seniority
    from joined
    inner join guards
        on
            joined.observed_on = guards.observed_on
            and joined.component = guards.component
)

select
    clustered.scope_id,
    clustered.observed_on,
    clustered.is_current,
    clustered.seniority,
    clustered.resident_id,
    clustered.component,
    clustered.is_guarded,
    clustered.cluster_seniority,
    case
        when clustered.seniority <> clustered.cluster_seniority
            then coalesce(identity_links.match_rule, 'M3')
        when count(*) over (
            partition by clustered.observed_on, clustered.cluster_seniority
        ) = 1 then 'SINGLE'
        else 'FIRST_SEEN'
    end as match_rule,
    case
        when clustered.seniority <> clustered.cluster_seniority
            then coalesce(identity_links.matched_on, evidence.matched_on)
    end as matched_on
from clustered
left join identity_links
    on
        clustered.observed_on = identity_links.observed_on
        and clustered.seniority = identity_links.seniority
        and clustered.group_seniority = identity_links.linked_seniority
        and identity_links.match_rule <> 'M3'
left join evidence
    on
        clustered.observed_on = evidence.observed_on
        and clustered.group_seniority = evidence.group_seniority
