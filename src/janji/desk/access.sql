-- presence --
-- Everything about the person at the desk that a page asks, in one look.
SELECT p.language, coalesce(p.theme, 'auto') AS theme, s.begun_at, s.used_at, s.proved_at, s.locked,
       EXISTS (SELECT 1 FROM desk.second_factor f WHERE f.business_id = :business AND f.user_id = :user) AS has_factor,
       coalesce(m.needs_factor, false) AS needs_factor, coalesce(m.idle_minutes, :idle)::int AS idle_minutes,
       coalesce(m.roles, '{}'::jsonb) AS roles
  FROM (SELECT 1) one
  LEFT JOIN desk.preference p ON p.business_id = :business AND p.user_id = :user
  LEFT JOIN desk.sign_in s ON s.business_id = :business AND s.sign_in_id = :sign_in AND s.user_id = :user
  LEFT JOIN (SELECT bool_or(m.role = ANY(coalesce(r.factor_roles, :factor_roles))) AS needs_factor,
                    min(coalesce(r.idle_minutes, :idle)) AS idle_minutes,
                    jsonb_object_agg(m.business_id, m.role) AS roles
               FROM desk.membership m LEFT JOIN desk.access_rule r USING (business_id)
              WHERE m.user_id = :user) m ON true

-- role --
-- What one account does for one business.
SELECT role FROM desk.membership WHERE business_id = :business AND user_id = :user
