-- I6: failures and runs are bounded: each run but the last is paid for by a failure, a loss or a release
--
-- Answer: job_id and problem, one row for each job with more failures than its message allows, or
-- with more runs than its counts explain.
SELECT job_id, 'failed ' || failures || ' times, and may fail ' || COALESCE(max_attempts, 1000) AS problem
FROM job
WHERE failures > COALESCE(max_attempts, 1000)
UNION ALL
SELECT job.job_id,
       'has had ' || job.attempt || ' runs, with ' || job.failures || ' failures, ' || job.lost || ' losses and '
         || count(attempt.attempt) || ' releases'
FROM job LEFT JOIN attempt ON attempt.job_id = job.job_id AND attempt.outcome = 'released'
GROUP BY job.job_id, job.attempt, job.failures, job.lost
HAVING job.attempt > 1 + job.failures + job.lost + count(attempt.attempt);
