-- I1: one end a job and generation, complete and never taken back
--
-- Answer: job_id and problem, one row for each job whose end is not whole: a state and its times
-- that do not fit, a result that was recorded for a job that is not completed, or two results. Only a manual retry makes a new
-- generation, which keeps what the job was at its end.
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
SELECT line.job_id, 'completed in attempt ' || line.attempt || ' and is ' || job.state
FROM attempt_line AS line JOIN job ON job.job_id = line.job_id
WHERE line.outcome = 'completed' AND job.state <> 'completed'
  AND NOT EXISTS (SELECT 1 FROM job_generation AS past WHERE past.job_id = line.job_id AND past.attempt >= line.attempt)
UNION ALL
SELECT job_id, 'completed ' || count(*) || ' times'
FROM (SELECT line.job_id,
             (SELECT count(*) FROM job_generation AS past
              WHERE past.job_id = line.job_id AND past.attempt < line.attempt) AS generation
      FROM attempt_line AS line
      WHERE line.outcome = 'completed'
      UNION ALL
      SELECT job.job_id,
             (SELECT count(*) FROM job_generation AS past WHERE past.job_id = job.job_id AND past.attempt < job.attempt)
      FROM job
      WHERE job.state = 'completed'
        AND EXISTS (SELECT 1 FROM attempt_line AS line WHERE line.job_id = job.job_id AND line.outcome = 'completed')
        AND NOT EXISTS (SELECT 1 FROM attempt_line AS line WHERE line.job_id = job.job_id AND line.attempt = job.attempt)) AS completed
GROUP BY job_id, generation
HAVING count(*) > 1
UNION ALL
SELECT job_id, 'was ' || state || ' in generation ' || generation || ', and its result says otherwise'
FROM job_generation
WHERE (state = 'completed') <> (output IS NOT NULL);
