-- Failures and losses are counted, and account for every run but the last.
SELECT job.job_id,
       'has ' || job.attempt || ' runs, ' || job.failures || ' failures and ' || job.lost || ' losses, but '
         || count(attempt.attempt) || ' ended runs, of which '
         || coalesce(sum(CASE WHEN attempt.outcome IN ('failed', 'timed_out') THEN 1 ELSE 0 END), 0)
         || ' failed and '
         || coalesce(sum(CASE WHEN attempt.outcome = 'lost' THEN 1 ELSE 0 END), 0) || ' were lost' AS what
FROM job LEFT JOIN attempt ON attempt.job_id = job.job_id
GROUP BY job.job_id, job.attempt, job.failures, job.lost, job.state, job.max_attempts
HAVING job.lost <> coalesce(sum(CASE WHEN attempt.outcome = 'lost' THEN 1 ELSE 0 END), 0)
    OR (job.state <> 'cancelled'
        AND job.failures <> coalesce(sum(CASE WHEN attempt.outcome IN ('failed', 'timed_out') THEN 1 ELSE 0 END), 0))
    OR job.attempt <> count(attempt.attempt) + CASE WHEN job.state = 'running' THEN 1 ELSE 0 END
    OR job.failures > job.max_attempts
