-- told_people --
-- How many people were told personally of these versions.
SELECT count(DISTINCT coalesce(p.same_as, p.person_id))
  FROM policy_notice n
  JOIN person p ON p.business_id = :business AND p.person_id = n.person_id
 WHERE n.business_id = :business AND n.version = ANY(:versions::int[])
