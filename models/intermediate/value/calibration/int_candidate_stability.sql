-- Population stability index of each score between the version in use and the candidate, over ten
-- bands of ten points; above 0.25 the two see different banks.
with candidate_tiers as (
    select * from {{ ref('int_candidate_tiers') }}
),

scores as (
    select
        'CV' as dimension,
        current_value_score as score,
        candidate_current_value_score as candidate_score
    from candidate_tiers

    union all

    select
        'PV' as dimension,
        potential_value_score as score,
        candidate_potential_value_score as candidate_score
    from candidate_tiers
),

bands as (
    select
        dimension,
        least(9, cast(floor(score / 10) as integer)) as band,
        1 as customers,
        0 as candidate_customers
    from scores
    where score is not null

    union all

    select
        dimension,
        least(9, cast(floor(candidate_score / 10) as integer)) as band,
        0 as customers,
        1 as candidate_customers
    from scores
    where candidate_score is not null
),

-- Half a customer in every band, so that an empty one does not make the index infinite.
shares as (
    select
        dimension,
        band,
        (sum(customers) + 0.5) / (sum(sum(customers)) over (partition by dimension) + 5) as share,
        (sum(candidate_customers) + 0.5)
        / (sum(sum(candidate_customers)) over (partition by dimension) + 5) as candidate_share
    from bands
    group by dimension, band
)

select
    dimension,
    cast(sum(
        (candidate_share - share) * ln(candidate_share / nullif(share, 0))
    ) as decimal(9, 4)) as stability_index
from shares
group by dimension
