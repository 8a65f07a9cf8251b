-- The database numbers the runs of a job, from 1 on, and no run that goes on has ended.
SELECT job.job_id, 'knows run ' || attempt.attempt || ' of only ' || job.attempt AS what
FROM job JOIN attempt ON attempt.job_id = job.job_id
WHERE attempt.attempt < 1 OR attempt.attempt > job.attempt
UNION ALL
SELECT job.job_id, 'is running run ' || job.attempt || ', which has ended'
FROM job JOIN attempt ON attempt.job_id = job.job_id AND attempt.attempt = job.attempt
WHERE job.state = 'running'
UNION ALL
SELECT job_id, 'is running and has no owner or run'
FROM job WHERE state = 'running' AND (owner IS NULL OR attempt < 1)
