-- I10: submitted = completed + failed + cancelled + unfinished
--
-- Answer: job_id and problem, one row for each job in no known state, and for each run or
-- generation in the history whose job is gone. What SQL cannot see is a message that never became a row.
SELECT job_id, 'is in the state ' || state || ', which is none' AS problem
FROM job
WHERE state NOT IN ('ready', 'running', 'retry_wait', 'scheduled', 'completed', 'failed', 'cancelled')
UNION ALL
SELECT line.job_id, 'has attempt ' || line.attempt || ' in its history and no row'
FROM attempt_line AS line LEFT JOIN job ON job.job_id = line.job_id
WHERE job.job_id IS NULL
UNION ALL
SELECT past.job_id, 'has a generation ' || past.generation || ' that ended, and is in generation ' || COALESCE(job.generation, 0)
FROM job_generation AS past LEFT JOIN job ON job.job_id = past.job_id
WHERE job.job_id IS NULL OR job.generation <= past.generation;
