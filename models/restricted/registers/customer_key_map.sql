-- Which key a customer had before the secret was rotated, and which it has now: the keys of several
-- rotations form a chain.
with recursive key_map as (
    select * from {{ ref('stg_landing__key_map') }}
),

reached (old_key, new_key, rotated_at, customer_key) as (
    select
        old_key,
        new_key,
        rotated_at,
        new_key as customer_key
    from key_map
    union all
    select
        reached.old_key,
        reached.new_key,
        reached.rotated_at,
        key_map.new_key as customer_key
    from reached
    inner join key_map
        on reached.customer_key = key_map.old_key
),

followed as (
    select distinct old_key from key_map
)

select
    reached.old_key,
    reached.new_key,
    reached.customer_key,
    reached.rotated_at
from reached
left join followed
    on reached.customer_key = followed.old_key
where followed.old_key is null
