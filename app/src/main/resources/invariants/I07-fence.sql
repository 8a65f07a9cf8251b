-- I7: a write of a run that does not count any more changes nothing
--
-- Answer: job_id and problem, one row for each job where one did: a run that goes on and has an
-- end in the history, an end that another instance wrote, or a row that contradicts its state.
SELECT line.job_id, 'runs in attempt ' || job.attempt || ', which has ended as ' || line.outcome AS problem
FROM job JOIN attempt_line AS line ON line.job_id = job.job_id AND line.attempt = job.attempt
WHERE job.state = 'running'
UNION ALL
SELECT line.job_id, 'belongs to ' || COALESCE(job.owner, 'nobody') || ', and attempt ' || line.attempt || ' to ' || line.owner
FROM job JOIN attempt_line AS line ON line.job_id = job.job_id AND line.attempt = job.attempt
WHERE job.owner IS NULL OR job.owner <> line.owner
UNION ALL
SELECT job_id, 'runs without an owner, a number or a time at which it started'
FROM job
WHERE state = 'running' AND (owner IS NULL OR started_at IS NULL OR attempt < 1)
UNION ALL
SELECT job_id, 'is ' || state || ' and has a time at which it starts'
FROM job
WHERE state NOT IN ('ready', 'retry_wait', 'scheduled') AND next_run_at IS NOT NULL
UNION ALL
SELECT job_id, 'is ' || state || ' and has no time at which it starts'
FROM job
WHERE state IN ('ready', 'retry_wait', 'scheduled') AND next_run_at IS NULL;
