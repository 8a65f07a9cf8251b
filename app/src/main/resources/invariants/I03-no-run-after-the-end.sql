-- I3: no run starts after the end of its job, unless a manual retry came in between
--
-- Answer: job_id and problem, one row for each run that followed the run that ended the job.
-- Compares the numbers of the runs, not their times, which come from the clocks of several hosts.
SELECT later.job_id,
       'ran in attempt ' || later.attempt || ' after it was ' || last.outcome || ' in attempt ' || last.attempt AS problem
FROM attempt AS last JOIN attempt AS later ON later.job_id = last.job_id AND later.attempt > last.attempt
WHERE last.outcome IN ('completed', 'cancelled')
  AND NOT EXISTS (SELECT 1 FROM job_generation AS past
                  WHERE past.job_id = last.job_id AND past.attempt >= last.attempt AND past.attempt < later.attempt)
UNION ALL
SELECT attempt.job_id, 'ran in attempt ' || attempt.attempt || ' after the job had ended in attempt ' || job.attempt
FROM job JOIN attempt ON attempt.job_id = job.job_id AND attempt.attempt > job.attempt
WHERE job.state IN ('completed', 'failed', 'cancelled')
UNION ALL
SELECT attempt.job_id, 'runs in attempt ' || job.attempt || ' after it was ' || attempt.outcome || ' in attempt ' || attempt.attempt
FROM job JOIN attempt ON attempt.job_id = job.job_id AND attempt.outcome IN ('completed', 'cancelled')
WHERE job.state = 'running'
  AND NOT EXISTS (SELECT 1 FROM job_generation AS past WHERE past.job_id = attempt.job_id AND past.attempt >= attempt.attempt);
