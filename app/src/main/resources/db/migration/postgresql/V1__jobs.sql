-- One row a job: the truth about it. All times are milliseconds since 1970-01-01T00:00Z.
CREATE TABLE job (
  job_id           TEXT COLLATE "C" PRIMARY KEY, -- the producer's, or <stream>/<entry id>; "C": bytes, not words
  workflow_id      TEXT    NOT NULL,             -- may be empty
  role             TEXT    NOT NULL,
  task             TEXT    NOT NULL,
  payload          TEXT    NOT NULL,             -- JSON as the producer wrote it
  connection_id    TEXT    NOT NULL,             -- who waits for the result; may be empty
  fields           TEXT    NOT NULL DEFAULT '{}',-- unknown fields of the entry, a JSON object in their order
  state            TEXT    NOT NULL,             -- ready, running, retry_wait, scheduled, completed, failed, cancelled
  attempt          INTEGER NOT NULL DEFAULT 0,   -- the number of the latest run; with owner the fence
  failures         INTEGER NOT NULL DEFAULT 0,   -- runs that failed
  lost             INTEGER NOT NULL DEFAULT 0,   -- runs that ended with the death of their executor
  owner            TEXT,                         -- the instance that runs it, or ran it last
  stream           TEXT,                         -- the entry that it came from
  entry_id         TEXT,
  next_run_at      BIGINT,                       -- when a waiting job starts; null in all other states
  run_at           BIGINT,                       -- the producer's terms: not before,
  timeout_ms       BIGINT,                       --   how long one run may take,
  max_attempts     INTEGER,                      --   how many runs may fail,
  priority         INTEGER NOT NULL DEFAULT 0,   --   handed to the runner
  traceparent      TEXT,
  cancel_requested BOOLEAN NOT NULL DEFAULT FALSE,
  output           TEXT,                         -- the result, JSON
  error            TEXT,                         -- why the latest failed run failed; null once completed
  created_at       BIGINT  NOT NULL,
  started_at       BIGINT,                       -- when the latest run began
  finished_at      BIGINT                        -- when it ended for good
);

-- What is due, and when the next is. Only waiting rows are in it, so a plain run never touches it.
CREATE INDEX job_due ON job (role, next_run_at) WHERE state IN ('ready', 'retry_wait', 'scheduled');

-- Lists, newest first.
CREATE INDEX job_newest ON job (created_at);

-- The jobs of one workflow.
CREATE INDEX job_workflow ON job (workflow_id) WHERE workflow_id <> '';

-- What an instance runs: small, only running rows are in it.
CREATE INDEX job_running ON job (owner) WHERE state = 'running';

-- One row for each run that ended. Written in the transaction that ends the run, so it needs no foreign key.
CREATE TABLE attempt (
  job_id     TEXT COLLATE "C" NOT NULL,
  attempt    INTEGER NOT NULL,
  owner      TEXT    NOT NULL,
  started_at BIGINT  NOT NULL,
  ended_at   BIGINT  NOT NULL,
  outcome    TEXT    NOT NULL, -- completed, failed, timed_out, released
  error      TEXT,
  log        TEXT    NOT NULL,
  PRIMARY KEY (job_id, attempt)
);

-- For people who look with psql: the same rows with times that can be read.
CREATE VIEW job_readable AS
SELECT job_id, workflow_id, role, task, state, attempt, failures, lost, owner,
       stream || '/' || entry_id AS entry,
       to_timestamp(next_run_at / 1000.0) AS next_run_at,
       to_timestamp(created_at  / 1000.0) AS created_at,
       to_timestamp(started_at  / 1000.0) AS started_at,
       to_timestamp(finished_at / 1000.0) AS finished_at,
       error, output, payload, fields, connection_id, cancel_requested
FROM job;
