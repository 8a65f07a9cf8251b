-- What lists, counts and operators need, so that each answers as fast with ten million jobs as with ten.

ALTER TABLE job ADD COLUMN generation INTEGER NOT NULL DEFAULT 1; -- one more for each manual retry after an end
ALTER TABLE job ADD COLUMN error_key  TEXT;                       -- what errors of its kind have in common; only of failed jobs
ALTER TABLE job ADD COLUMN parent_id  TEXT;                       -- the job that made it, as its field parentJobId says

UPDATE job SET error_key = '(from before errors were grouped)' WHERE state = 'failed';

UPDATE job SET parent_id = left(fields::json ->> 'parentJobId', 256) WHERE fields LIKE '%"parentJobId"%';

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
  job_id           TEXT COLLATE "C" NOT NULL,
  generation       INTEGER NOT NULL,        -- 1 for the job as it came
  payload          TEXT    NOT NULL,
  state            TEXT    NOT NULL,        -- completed, failed, cancelled
  attempt          INTEGER NOT NULL,        -- of its last run; later runs belong to later generations
  failures         INTEGER NOT NULL,
  lost             INTEGER NOT NULL,
  cancel_requested BOOLEAN NOT NULL,
  output           TEXT,
  error            TEXT,
  finished_at      BIGINT  NOT NULL,
  retried_by       TEXT    NOT NULL,
  retried_at       BIGINT  NOT NULL,
  PRIMARY KEY (job_id, generation)
);

-- How many jobs of a role are in a state; kept by every change of a job, once its deltas are folded in.
CREATE TABLE job_count (
  role  TEXT    NOT NULL,
  state TEXT    NOT NULL,
  n     BIGINT  NOT NULL,
  PRIMARY KEY (role, state)
);

INSERT INTO job_count (role, state, n) SELECT role, state, count(*) FROM job GROUP BY role, state;

-- How many jobs ended in a minute (span 60000) or an hour (span 3600000), and how long they took in all.
CREATE TABLE job_ended (
  span    BIGINT  NOT NULL,
  at      BIGINT  NOT NULL,               -- when the span begins
  role    TEXT    NOT NULL,
  state   TEXT    NOT NULL,
  n       BIGINT  NOT NULL,
  wait_ms BIGINT  NOT NULL,               -- in their streams
  run_ms  BIGINT  NOT NULL,               -- their last runs
  PRIMARY KEY (span, at, role, state)
);

INSERT INTO job_ended (span, at, role, state, n, wait_ms, run_ms)
SELECT 3600000, finished_at / 3600000 * 3600000, role, state, count(*), 0,
       sum(CASE WHEN started_at < finished_at THEN finished_at - started_at ELSE 0 END)
FROM job WHERE state IN ('completed', 'failed', 'cancelled') AND finished_at IS NOT NULL
GROUP BY finished_at / 3600000, role, state;

-- The failed jobs by role and kind of error.
CREATE TABLE failure_group (
  error_key TEXT    NOT NULL,
  role      TEXT    NOT NULL,
  n         BIGINT  NOT NULL,
  example   TEXT    NOT NULL,             -- the latest error
  last_job  TEXT    NOT NULL,
  last_at   BIGINT  NOT NULL,
  PRIMARY KEY (error_key, role)
);

INSERT INTO failure_group (error_key, role, n, example, last_job, last_at)
SELECT error_key, role, count(*), 'from before errors were grouped', max(job_id), max(finished_at)
FROM job WHERE state = 'failed' GROUP BY error_key, role;

CREATE INDEX failure_group_size ON failure_group (n);

-- Changes of the three tables above: writers only ever add here, so that none waits for another. Folded in, and
-- removed, by whoever keeps house; readers add both up. What a row changes: with an error_key a group of failures, with
-- a minute what ended in it, with neither a count.
CREATE TABLE count_delta (
  role      TEXT   NOT NULL,
  state     TEXT   NOT NULL,
  minute    BIGINT,
  error_key TEXT,
  n         BIGINT NOT NULL,
  wait_ms   BIGINT NOT NULL,
  run_ms    BIGINT NOT NULL,
  example   TEXT,
  job_id    TEXT,
  at        BIGINT NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- The counters as they are at this moment.
CREATE VIEW job_standing AS
SELECT role, state, sum(n)::bigint AS n
FROM (SELECT role, state, n FROM job_count
      UNION ALL SELECT role, state, n FROM count_delta WHERE minute IS NULL AND error_key IS NULL) AS part
GROUP BY role, state;

CREATE VIEW job_ended_now AS
SELECT span, at, role, state, n, wait_ms, run_ms FROM job_ended
UNION ALL SELECT 60000, minute, role, state, n, wait_ms, run_ms FROM count_delta WHERE minute IS NOT NULL
UNION ALL SELECT 3600000, minute / 3600000 * 3600000, role, state, n, wait_ms, run_ms FROM count_delta WHERE minute IS NOT NULL;

CREATE VIEW failure_delta AS
SELECT error_key, role, n, coalesce(example, '') AS example, coalesce(job_id, '') AS last_job, at AS last_at
FROM count_delta WHERE error_key IS NOT NULL;

-- Each workflow once, by when its first job was made; so that workflows can be listed without looking at their jobs.
CREATE TABLE workflow (
  workflow_id TEXT PRIMARY KEY NOT NULL,
  first_at    BIGINT  NOT NULL
);

CREATE INDEX workflow_newest ON workflow (first_at, workflow_id);

INSERT INTO workflow (workflow_id, first_at)
SELECT workflow_id, min(created_at) FROM job WHERE workflow_id <> '' GROUP BY workflow_id;

-- Who changed what.
CREATE TABLE audit (
  id     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at     BIGINT  NOT NULL,
  actor  TEXT    NOT NULL,
  action TEXT    NOT NULL,
  target TEXT    NOT NULL,
  detail TEXT    NOT NULL
);

CREATE INDEX audit_age ON audit (at);

-- What operators have changed of a role, or of the total under the name ''.
CREATE TABLE role_control (
  role   TEXT PRIMARY KEY NOT NULL,
  paused BOOLEAN NOT NULL DEFAULT FALSE,
  max    INTEGER                            -- 0: no limit; null: as configured
);

-- Idempotency keys of requests to submit a job.
CREATE TABLE submission (
  key          TEXT PRIMARY KEY NOT NULL,
  request_hash TEXT    NOT NULL,
  job_id       TEXT COLLATE "C" NOT NULL,
  stream       TEXT,                        -- the entry, once Redis has taken it
  entry_id     TEXT,
  at           BIGINT  NOT NULL
);

CREATE INDEX submission_job ON submission (job_id, at);
CREATE INDEX submission_age ON submission (at);

-- What an instance says of itself.
CREATE TABLE instance_note (
  id         TEXT COLLATE "C" PRIMARY KEY NOT NULL,
  host       TEXT    NOT NULL,
  version    TEXT    NOT NULL,
  started_at BIGINT  NOT NULL,
  roles      TEXT    NOT NULL,              -- a JSON object: each role and its limit
  hub        TEXT
);
