-- I4: the database numbers the runs of a job 1, 2, 3 …, each once, and keeps how each ended
--
-- Answer: job_id and problem, one row for each job whose history has not exactly one line for each
-- run that has ended.
SELECT job.job_id,
       'has had ' || job.attempt || ' runs, is ' || job.state || ', and its history has ' || count(attempt.attempt) || ' lines' AS problem
FROM job LEFT JOIN attempt ON attempt.job_id = job.job_id
GROUP BY job.job_id, job.attempt, job.state
HAVING count(attempt.attempt) <> CASE WHEN job.state = 'running' THEN job.attempt - 1 ELSE job.attempt END
UNION ALL
SELECT attempt.job_id, 'has a run numbered ' || attempt.attempt || ' in its history, and has had ' || job.attempt
FROM attempt JOIN job ON job.job_id = attempt.job_id
WHERE attempt.attempt < 1 OR attempt.attempt > job.attempt;
