-- Where each value band begins and ends, for whoever draws its line.
with value_bands as (
    select * from {{ ref('value_band') }}
)

select
    cast(value_band as varchar(10)) as value_band,
    cast(label_en as varchar(40)) as label_en,
    cast(label_zh as varchar(40)) as label_zh,
    cast(lowest_aum as decimal(18, 2)) as lowest_aum,
    cast(highest_aum as decimal(18, 2)) as highest_aum
from value_bands
