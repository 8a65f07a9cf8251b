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
SELECT attempt.job_id, 'completed in attempt ' || attempt.attempt || ' and is ' || job.state
FROM attempt JOIN job ON job.job_id = attempt.job_id
WHERE attempt.outcome = 'completed' AND job.state <> 'completed'
  AND NOT EXISTS (SELECT 1 FROM job_generation AS past WHERE past.job_id = attempt.job_id AND past.attempt >= attempt.attempt)
UNION ALL
SELECT job_id, 'completed ' || count(*) || ' times'
FROM (SELECT attempt.job_id,
             (SELECT count(*) FROM job_generation AS past
              WHERE past.job_id = attempt.job_id AND past.attempt < attempt.attempt) AS generation
      FROM attempt
      WHERE attempt.outcome = 'completed') AS completed
GROUP BY job_id, generation
HAVING count(*) > 1
UNION ALL
SELECT job_id, 'was ' || state || ' in generation ' || generation || ', and its result says otherwise'
FROM job_generation
WHERE (state = 'completed') <> (output IS NOT NULL);
