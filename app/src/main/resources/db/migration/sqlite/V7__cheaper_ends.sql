-- What is due, and when the next is. A row that waits has a time and no other row has one. Said in this way, a run that
-- ends does not touch the index at all; to look for three states cost SQLite as much as all the rest of such an end.
DROP INDEX job_due;
CREATE INDEX job_due ON job (role, next_run_at) WHERE next_run_at IS NOT NULL;
