-- A job has one ending, and it never changes.
SELECT job_id, 'has ended, but at no time' AS what
FROM job WHERE state IN ('completed', 'failed', 'cancelled') AND finished_at IS NULL
UNION ALL
SELECT job_id, 'has a time of its end, but is ' || state
FROM job WHERE state NOT IN ('completed', 'failed', 'cancelled') AND finished_at IS NOT NULL
UNION ALL
SELECT job_id, 'was completed ' || count(*) || ' times'
FROM attempt WHERE outcome = 'completed' GROUP BY job_id HAVING count(*) > 1
UNION ALL
SELECT job.job_id, 'is ' || job.state || ', but run ' || attempt.attempt || ' completed it'
FROM job JOIN attempt ON attempt.job_id = job.job_id
WHERE attempt.outcome = 'completed' AND job.state <> 'completed'
