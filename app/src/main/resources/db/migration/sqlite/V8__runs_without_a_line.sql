-- A completed run that logged nothing has no line of its own from now on: its job's row says all of it. It is the usual
-- end of a job, and cost a row and an entry of an index whose ids come in no order. The lines that are there stay.
ALTER TABLE attempt RENAME TO attempt_line;

-- The history as it ever was: one row for each run that ended.
CREATE VIEW attempt AS
SELECT job_id, attempt, owner, started_at, ended_at, outcome, error, log FROM attempt_line
UNION ALL
SELECT job_id, attempt, owner, started_at, finished_at, 'completed', NULL, ''
FROM job
WHERE state = 'completed' AND attempt > 0 AND NOT EXISTS (
  SELECT 1 FROM attempt_line AS line WHERE line.job_id = job.job_id AND line.attempt = job.attempt);
