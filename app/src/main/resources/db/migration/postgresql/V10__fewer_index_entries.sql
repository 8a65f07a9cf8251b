-- The list of all jobs, newest first, is merged from the lists of each role in each state: an index of its own cost each
-- job two entries, for PostgreSQL enters a row that has changed into all of them again.
DROP INDEX job_newest;

-- What an instance runs, and the list of what runs.
DROP INDEX job_running;
CREATE INDEX job_running ON job (owner, role, created_at, job_id) WHERE state = 'running';
