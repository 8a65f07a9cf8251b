-- I6: failures and runs are bounded: each run but the last of a generation is paid for by a failure, a loss or a release
--
-- Answer: job_id and problem, one row for each job with more failures than its message allows, or
-- with more runs than its counts explain.
SELECT job_id, 'failed ' || failures || ' times, and may fail ' || COALESCE(max_attempts, 1000) AS problem
FROM job
WHERE failures > COALESCE(max_attempts, 1000)
UNION ALL
SELECT job.job_id,
       'has had ' || job.attempt || ' runs, with ' || job.failures || ' failures, ' || job.lost || ' losses and '
         || count(line.attempt) || ' releases'
FROM (SELECT job.job_id, job.attempt, job.generation,
             job.failures + COALESCE((SELECT sum(past.failures) FROM job_generation AS past WHERE past.job_id = job.job_id), 0) AS failures,
             job.lost + COALESCE((SELECT sum(past.lost) FROM job_generation AS past WHERE past.job_id = job.job_id), 0) AS lost
      FROM job) AS job
LEFT JOIN attempt_line AS line ON line.job_id = job.job_id AND line.outcome = 'released'
GROUP BY job.job_id, job.attempt, job.generation, job.failures, job.lost
HAVING job.attempt > job.generation + job.failures + job.lost + count(line.attempt);
