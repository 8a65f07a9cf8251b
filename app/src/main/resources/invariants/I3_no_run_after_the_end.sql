-- No run begins after a job has ended.
SELECT job.job_id, 'ended with run ' || job.attempt || ', but run ' || attempt.attempt || ' is known' AS what
FROM job JOIN attempt ON attempt.job_id = job.job_id
WHERE job.state IN ('completed', 'failed', 'cancelled') AND attempt.attempt > job.attempt
