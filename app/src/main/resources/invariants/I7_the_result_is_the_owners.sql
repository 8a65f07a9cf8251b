-- What a job ended with comes from its latest run, by the owner of that run.
SELECT job.job_id, 'ended with run ' || job.attempt || ' of ' || coalesce(job.owner, 'nobody')
         || ', which is not in its history' AS what
FROM job LEFT JOIN attempt
  ON attempt.job_id = job.job_id AND attempt.attempt = job.attempt AND attempt.owner = job.owner
WHERE job.state IN ('completed', 'failed', 'cancelled') AND job.attempt > 0 AND attempt.job_id IS NULL
UNION ALL
SELECT job.job_id, 'is completed, but its run ' || job.attempt || ' ended as ' || attempt.outcome
FROM job JOIN attempt ON attempt.job_id = job.job_id AND attempt.attempt = job.attempt
WHERE job.state = 'completed' AND attempt.outcome <> 'completed'
UNION ALL
SELECT job_id, 'is completed without a result'
FROM job WHERE state = 'completed' AND output IS NULL
