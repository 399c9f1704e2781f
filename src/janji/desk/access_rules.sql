-- rule --
-- What this business asks of its staff.
SELECT factor_roles, idle_minutes, four_eyes FROM desk.access_rule WHERE business_id = :business

-- keep --
-- The owner set the rule.
INSERT INTO desk.access_rule (business_id, factor_roles, idle_minutes, four_eyes)
VALUES (:business, :factor_roles, :idle, :four_eyes)
ON CONFLICT (business_id) DO UPDATE SET factor_roles = excluded.factor_roles,
       idle_minutes = excluded.idle_minutes, four_eyes = excluded.four_eyes

-- doers --
-- How many people have one of these roles.
SELECT count(*) FROM desk.membership WHERE business_id = :business AND role = ANY(:roles)
