-- I5: two runs of a job overlap only after the first one's executor was declared dead, and that is counted
--
-- Answer: job_id and problem, one row for each run that started more than a second before the run
-- before it had ended, unless that one was lost. The second is for the clocks of two hosts, which
-- give these times.
SELECT earlier.job_id,
       'attempt ' || later.attempt || ' of ' || later.owner || ' started ' || (earlier.ended_at - later.started_at)
         || ' ms before attempt ' || earlier.attempt || ' of ' || earlier.owner || ' ended' AS problem
FROM attempt_line AS earlier JOIN attempt_line AS later ON later.job_id = earlier.job_id AND later.attempt = earlier.attempt + 1
WHERE earlier.outcome <> 'lost' AND later.started_at < earlier.ended_at - 1000
UNION ALL
SELECT earlier.job_id,
       'attempt ' || job.attempt || ' of ' || job.owner || ' started ' || (earlier.ended_at - job.started_at)
         || ' ms before attempt ' || earlier.attempt || ' of ' || earlier.owner || ' ended'
FROM attempt_line AS earlier JOIN job ON job.job_id = earlier.job_id AND job.attempt = earlier.attempt + 1
WHERE job.state IN ('running', 'completed') AND earlier.outcome <> 'lost' AND job.started_at < earlier.ended_at - 1000
  AND NOT EXISTS (SELECT 1 FROM attempt_line AS own WHERE own.job_id = job.job_id AND own.attempt = job.attempt)
UNION ALL
SELECT job.job_id, 'counts ' || job.lost || ' losses, and its history has ' || count(line.attempt)
FROM (SELECT job.job_id,
             job.lost + COALESCE((SELECT sum(past.lost) FROM job_generation AS past WHERE past.job_id = job.job_id), 0) AS lost
      FROM job) AS job
LEFT JOIN attempt_line AS line ON line.job_id = job.job_id AND line.outcome = 'lost'
GROUP BY job.job_id, job.lost
HAVING count(line.attempt) <> job.lost;
