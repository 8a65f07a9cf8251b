-- I1: one end a job, complete and never taken back
--
-- Answer: job_id and problem, one row for each job whose end is not whole: a state and its times
-- that do not fit, a result that was recorded for a job that is not completed, or two results.
-- None: the invariant holds. Runs on SQLite and PostgreSQL, and changes nothing, as all files here.
SELECT job_id, 'is ' || state || ' and has no time at which it ended' AS problem
FROM job
WHERE state IN ('completed', 'failed', 'cancelled') AND finished_at IS NULL
UNION ALL
SELECT job_id, 'is ' || state || ' and has a time at which it ended'
FROM job
WHERE state NOT IN ('completed', 'failed', 'cancelled') AND finished_at IS NOT NULL
UNION ALL
SELECT job_id, 'is completed and has no result'
FROM job
WHERE state = 'completed' AND output IS NULL
UNION ALL
SELECT job_id, 'is ' || state || ' and has a result'
FROM job
WHERE state <> 'completed' AND output IS NOT NULL
UNION ALL
SELECT attempt.job_id, 'completed in attempt ' || attempt.attempt || ' and is ' || job.state
FROM attempt JOIN job ON job.job_id = attempt.job_id
WHERE attempt.outcome = 'completed' AND job.state <> 'completed'
UNION ALL
SELECT job_id, 'completed ' || count(*) || ' times'
FROM attempt
WHERE outcome = 'completed'
GROUP BY job_id
HAVING count(*) > 1;
