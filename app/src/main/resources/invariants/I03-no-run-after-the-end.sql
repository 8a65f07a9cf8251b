-- I3: no run starts after the end of its job, unless a manual retry came in between
--
-- Answer: job_id and problem, one row for each run that followed the run that ended the job.
-- Compares the numbers of the runs, not their times, which come from the clocks of several hosts.
SELECT later.job_id,
       'ran in attempt ' || later.attempt || ' after it was ' || last.outcome || ' in attempt ' || last.attempt AS problem
FROM attempt_line AS last JOIN attempt_line AS later ON later.job_id = last.job_id AND later.attempt > last.attempt
WHERE last.outcome IN ('completed', 'cancelled')
  AND NOT EXISTS (SELECT 1 FROM job_generation AS past
                  WHERE past.job_id = last.job_id AND past.attempt >= last.attempt AND past.attempt < later.attempt)
UNION ALL
SELECT line.job_id, 'ran in attempt ' || line.attempt || ' after the job had ended in attempt ' || job.attempt
FROM job JOIN attempt_line AS line ON line.job_id = job.job_id AND line.attempt > job.attempt
WHERE job.state IN ('completed', 'failed', 'cancelled')
UNION ALL
SELECT line.job_id, CASE job.state WHEN 'running' THEN 'runs' ELSE 'completed' END || ' in attempt ' || job.attempt || ' after it was ' || line.outcome || ' in attempt ' || line.attempt
FROM job JOIN attempt_line AS line ON line.job_id = job.job_id AND line.outcome IN ('completed', 'cancelled')
WHERE (job.state = 'running'
       OR job.state = 'completed' AND line.attempt < job.attempt
          AND NOT EXISTS (SELECT 1 FROM attempt_line AS own WHERE own.job_id = job.job_id AND own.attempt = job.attempt))
  AND NOT EXISTS (SELECT 1 FROM job_generation AS past WHERE past.job_id = line.job_id AND past.attempt >= line.attempt);
