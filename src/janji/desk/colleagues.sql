-- talking --
-- Everybody who answers people at this business, by account name.
SELECT m.user_id, u.username
  FROM desk.membership m
  JOIN desk.auth_user u ON u.id = m.user_id
 WHERE m.business_id = :business AND m.role = ANY(:roles) AND u.is_active
 ORDER BY u.username
