-- Indexes that cost each job less. The list of all jobs, newest first, is merged from the lists of each role in each
-- state; and where jobs were made in the same millisecond, SQLite sorts those few itself, without their ids in an index.
DROP INDEX job_newest;
DROP INDEX job_listed;
CREATE INDEX job_listed ON job (role, state, created_at) WHERE state <> 'running';

-- What an instance runs, and the list of what runs.
DROP INDEX job_running;
CREATE INDEX job_running ON job (owner, role, created_at) WHERE state = 'running';
-- Made anew, for of indexes that look alike to it SQLite takes the latest.
DROP INDEX job_cancel;
CREATE INDEX job_cancel ON job (owner, job_id, attempt) WHERE state = 'running' AND cancel_requested;
