-- I4: the database numbers the runs of a job 1, 2, 3 …, each once, and keeps how each ended
--
-- Answer: job_id and problem, one row for each job whose history has not exactly one line for each
-- run that has ended. The last run of a completed job needs none: the job's row speaks of it.
SELECT job.job_id,
       'has had ' || job.attempt || ' runs, is ' || job.state || ', and its history has ' || count(line.attempt) || ' lines' AS problem
FROM job LEFT JOIN attempt_line AS line ON line.job_id = job.job_id
GROUP BY job.job_id, job.attempt, job.state
HAVING count(line.attempt) <> CASE WHEN job.state = 'running' THEN job.attempt - 1
                                   WHEN job.state = 'completed' AND COALESCE(max(line.attempt), 0) < job.attempt THEN job.attempt - 1
                                   ELSE job.attempt END
UNION ALL
SELECT line.job_id, 'has a run numbered ' || line.attempt || ' in its history, and has had ' || job.attempt
FROM attempt_line AS line JOIN job ON job.job_id = line.job_id
WHERE line.attempt < 1 OR line.attempt > job.attempt;
