-- I16: the kept counters are what counting the jobs would say
--
-- Answer: job_id and problem, one row for each role and state, and for each kind of error, of which
-- there are not as many jobs as its counter says; job_id is what they have in common.
SELECT role || ' ' || state AS job_id, 'there are ' || sum(n) || ' jobs, and ' || sum(kept) || ' are counted' AS problem
FROM (SELECT role, state, count(*) AS n, 0 AS kept FROM job GROUP BY role, state
      UNION ALL SELECT role, state, 0, n FROM job_standing) AS standing
GROUP BY role, state
HAVING sum(n) <> sum(kept)
UNION ALL
SELECT role || ' ' || error_key, 'there are ' || sum(n) || ' jobs, and ' || sum(kept) || ' are counted'
FROM (SELECT role, error_key, count(*) AS n, 0 AS kept FROM job WHERE state = 'failed' AND error_key IS NOT NULL GROUP BY role, error_key
      UNION ALL SELECT role, error_key, 0, n FROM failure_group
      UNION ALL SELECT role, error_key, 0, n FROM failure_delta) AS failed
GROUP BY role, error_key
HAVING sum(n) <> sum(kept)
UNION ALL
SELECT job_id, 'is ' || state || ' and has the key of an error'
FROM job
WHERE state <> 'failed' AND error_key IS NOT NULL;
