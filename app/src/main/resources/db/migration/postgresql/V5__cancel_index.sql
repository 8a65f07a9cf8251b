-- Running jobs that somebody wants cancelled. It holds all that is asked for, so that it is preferred to the index of all
-- that an instance runs: the question comes every few seconds and must cost the same however many run.
DROP INDEX job_cancel;
CREATE INDEX job_cancel ON job (owner, job_id, attempt) WHERE state = 'running' AND cancel_requested;
