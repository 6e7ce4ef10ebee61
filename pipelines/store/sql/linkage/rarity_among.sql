-- Grain: one staged name or place that is common. Key: kind, token. Reads: linkage_rarity, the staged table arriving_word.
select w.kind, w.token, r.share
from arriving_word w
join linkage_rarity r on r.kind = w.kind and r.token = w.token
where r.campaign_id = :campaign_id
order by w.kind, w.token
