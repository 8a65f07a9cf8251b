-- I14: once a cancel is asked for nothing starts and no other end is recorded, until a manual retry
--
-- Answer: job_id and problem, one row for each job that went on all the same.
SELECT job_id, 'is ' || state || ' though it was to be cancelled' AS problem
FROM job
WHERE CAST(cancel_requested AS INTEGER) = 1 AND state NOT IN ('running', 'cancelled')
UNION ALL
SELECT line.job_id, 'was cancelled in attempt ' || line.attempt || ' and is ' || job.state
FROM attempt_line AS line JOIN job ON job.job_id = line.job_id
WHERE line.outcome = 'cancelled' AND job.state <> 'cancelled'
  AND NOT EXISTS (SELECT 1 FROM job_generation AS past WHERE past.job_id = line.job_id AND past.attempt >= line.attempt);
