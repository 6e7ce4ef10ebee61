-- Grain: all requests. Key: none. Reads: node.
select count(surnames) as surnames, count(g_first) as g_first, count(g_born) as g_born, count(c_first) as c_first,
    count(c_born) as c_born, count(phone_a) as phone_a, count(phone_b) as phone_b, count(email) as email,
    count(street) as street, count(postcode) as postcode, count(commune) as commune, count(size) as size,
    count(children) as children
from node
