-- The life-stage score of every age that occurs, on straight lines between the knots of the seed.
-- Below the first knot nobody is scored, beyond the last one its score stays.
with ages as (
    select distinct age from {{ ref('int_customer_attributes_monthly') }}
    where age is not null
),

knots as (
    select
        age as first_age,
        score as first_score,
        lead(age) over (order by age) as next_age,
        lead(score) over (order by age) as next_score
    from {{ ref('age_score') }}
)

select
    ages.age,
    cast(
        knots.first_score
        + coalesce(
            (knots.next_score - knots.first_score)
            * (ages.age - knots.first_age)
            / nullif(cast(knots.next_age - knots.first_age as double), 0),
            0
        )
        as decimal(9, 4)
    ) as life_stage_score
from ages
inner join knots
    on
        ages.age >= knots.first_age
        and (knots.next_age is null or ages.age < knots.next_age)
