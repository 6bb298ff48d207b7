-- What each indicator is called and means, so that nobody has to look up a number.
with indicators as (
    select * from {{ ref('indicator') }}
)

select
    cast(indicator_id as varchar(3)) as indicator_id,
    cast(name_en as varchar(100)) as name_en,
    cast(name_zh as varchar(100)) as name_zh,
    cast(formula as varchar(400)) as formula,
    cast(dimension as varchar(4)) as dimension
from indicators
