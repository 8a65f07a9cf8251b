-- What lists, counts and operators need, so that each answers as fast with ten million jobs as with ten.

ALTER TABLE job ADD COLUMN generation INTEGER NOT NULL DEFAULT 1; -- one more for each manual retry after an end
ALTER TABLE job ADD COLUMN error_key  TEXT;                       -- what errors of its kind have in common; only of failed jobs
ALTER TABLE job ADD COLUMN parent_id  TEXT;                       -- the job that made it, as its field parentJobId says

UPDATE job SET error_key = '(from before errors were grouped)' WHERE state = 'failed';

UPDATE job SET parent_id = substr(json_extract(fields, '$.parentJobId'), 1, 256) WHERE fields LIKE '%"parentJobId"%';

-- Lists, newest first: all jobs, those of a workflow, those of a role in a state, those with a kind of error. A plain
-- run touches the third of them once, when it ends, and the last never.
DROP INDEX job_newest;
CREATE INDEX job_newest ON job (created_at, job_id);
DROP INDEX job_workflow;
CREATE INDEX job_workflow ON job (workflow_id, created_at, job_id) WHERE workflow_id <> '';
CREATE INDEX job_listed ON job (role, state, created_at, job_id) WHERE state <> 'running';
CREATE INDEX job_failed ON job (error_key, role, created_at, job_id) WHERE state = 'failed';

-- What an instance runs, and the list of what runs.
DROP INDEX job_running;
CREATE INDEX job_running ON job (owner, created_at, job_id, role) WHERE state = 'running';
-- Made anew, for of indexes that look alike to it SQLite takes the latest.
DROP INDEX job_cancel;
CREATE INDEX job_cancel ON job (owner) WHERE state = 'running' AND cancel_requested;

-- What a job was when it ended, before a manual retry made it run again.
CREATE TABLE job_generation (
  job_id           TEXT NOT NULL,
  generation       INTEGER NOT NULL,        -- 1 for the job as it came
  payload          TEXT    NOT NULL,
  state            TEXT    NOT NULL,        -- completed, failed, cancelled
  attempt          INTEGER NOT NULL,        -- of its last run; later runs belong to later generations
  failures         INTEGER NOT NULL,
  lost             INTEGER NOT NULL,
  cancel_requested INTEGER NOT NULL,
  output           TEXT,
  error            TEXT,
  finished_at      INTEGER NOT NULL,
  retried_by       TEXT    NOT NULL,
  retried_at       INTEGER NOT NULL,
  PRIMARY KEY (job_id, generation)
);

-- How many jobs of a role are in a state; kept by every change of a job.
CREATE TABLE job_count (
  role  TEXT    NOT NULL,
  state TEXT    NOT NULL,
  n     INTEGER NOT NULL,
  PRIMARY KEY (role, state)
) WITHOUT ROWID;

INSERT INTO job_count (role, state, n) SELECT role, state, count(*) FROM job GROUP BY role, state;

-- How many jobs ended in a minute (span 60000) or an hour (span 3600000), and how long they took in all.
CREATE TABLE job_ended (
  span    INTEGER NOT NULL,
  at      INTEGER NOT NULL,               -- when the span begins
  role    TEXT    NOT NULL,
  state   TEXT    NOT NULL,
  n       INTEGER NOT NULL,
  wait_ms INTEGER NOT NULL,               -- in their streams
  run_ms  INTEGER NOT NULL,               -- their last runs
  PRIMARY KEY (span, at, role, state)
) WITHOUT ROWID;

INSERT INTO job_ended (span, at, role, state, n, wait_ms, run_ms)
SELECT 3600000, finished_at / 3600000 * 3600000, role, state, count(*), 0,
       sum(CASE WHEN started_at < finished_at THEN finished_at - started_at ELSE 0 END)
FROM job WHERE state IN ('completed', 'failed', 'cancelled') AND finished_at IS NOT NULL
GROUP BY finished_at / 3600000, role, state;

-- The failed jobs by role and kind of error.
CREATE TABLE failure_group (
  error_key TEXT    NOT NULL,
  role      TEXT    NOT NULL,
  n         INTEGER NOT NULL,
  example   TEXT    NOT NULL,             -- the latest error
  last_job  TEXT    NOT NULL,
  last_at   INTEGER NOT NULL,
  PRIMARY KEY (error_key, role)
) WITHOUT ROWID;

INSERT INTO failure_group (error_key, role, n, example, last_job, last_at)
SELECT error_key, role, count(*), 'from before errors were grouped', max(job_id), max(finished_at)
FROM job WHERE state = 'failed' GROUP BY error_key, role;

CREATE INDEX failure_group_size ON failure_group (n);

-- The counters as they are at this moment: in SQLite they always are. PostgreSQL has the same names.
CREATE VIEW job_standing AS SELECT role, state, n FROM job_count;

CREATE VIEW job_ended_now AS SELECT span, at, role, state, n, wait_ms, run_ms FROM job_ended;

CREATE VIEW failure_delta AS SELECT error_key, role, n, example, last_job, last_at FROM failure_group WHERE 0;

-- Each workflow once, by when its first job was made; so that workflows can be listed without looking at their jobs.
CREATE TABLE workflow (
  workflow_id TEXT PRIMARY KEY NOT NULL,
  first_at    INTEGER NOT NULL
);

CREATE INDEX workflow_newest ON workflow (first_at, workflow_id);

INSERT INTO workflow (workflow_id, first_at)
SELECT workflow_id, min(created_at) FROM job WHERE workflow_id <> '' GROUP BY workflow_id;

-- Who changed what.
CREATE TABLE audit (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  at     INTEGER NOT NULL,
  actor  TEXT    NOT NULL,
  action TEXT    NOT NULL,
  target TEXT    NOT NULL,
  detail TEXT    NOT NULL
);

CREATE INDEX audit_age ON audit (at);

-- What operators have changed of a role, or of the total under the name ''.
CREATE TABLE role_control (
  role   TEXT PRIMARY KEY NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0,
  max    INTEGER                            -- 0: no limit; null: as configured
);

-- Idempotency keys of requests to submit a job.
CREATE TABLE submission (
  key          TEXT PRIMARY KEY NOT NULL,
  request_hash TEXT    NOT NULL,
  job_id       TEXT NOT NULL,
  stream       TEXT,                        -- the entry, once Redis has taken it
  entry_id     TEXT,
  at           INTEGER NOT NULL
);

CREATE INDEX submission_job ON submission (job_id, at);
CREATE INDEX submission_age ON submission (at);

-- What an instance says of itself.
CREATE TABLE instance_note (
  id         TEXT PRIMARY KEY NOT NULL,
  host       TEXT    NOT NULL,
  version    TEXT    NOT NULL,
  started_at INTEGER NOT NULL,
  roles      TEXT    NOT NULL,              -- a JSON object: each role and its limit
  hub        TEXT
);
