-- Which customer a record belongs to, from which batch to which. A pure function of landing and
-- secret: rebuilding tells the same history as building day by day.
with customer_clusters as (
    select * from {{ ref('int_customer_clusters') }}
),

source_customers as (
    select * from {{ ref('int_source_customers') }}
),

numbered as (
    select
        customer_clusters.*,
        lag(cluster_seniority) over (
            partition by seniority order by observed_on
        ) as previous_cluster
    from customer_clusters
),

memberships as (
    -- Batches of other records of the scope that left this one where it was open no interval.
    select
        numbered.*,
        sum(case when cluster_seniority is distinct from previous_cluster then 1 else 0 end) over (
            partition by seniority order by observed_on
            rows between unbounded preceding and current row
        ) as membership_no
    from numbered
),

intervals as (
    select
        seniority,
        membership_no,
        cluster_seniority,
        max_by(match_rule, observed_on) as match_rule,
        max_by(matched_on, observed_on) as matched_on,
        min(observed_on) as valid_from
    from memberships
    group by seniority, membership_no, cluster_seniority
)

select
    key_givers.own_customer_key as customer_key,
    source_customers.source_system,
    source_customers.source_customer_id,
    intervals.match_rule,
    intervals.matched_on,
    intervals.valid_from,
    lead(intervals.valid_from) over (
        partition by intervals.seniority order by intervals.valid_from
    ) as valid_to
from intervals
inner join source_customers
    on intervals.seniority = source_customers.seniority
inner join source_customers as key_givers
    on intervals.cluster_seniority = key_givers.seniority
