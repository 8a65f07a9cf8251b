-- One row for each start of an executor process: how others see that it lives.
CREATE TABLE executor_instance (
  id         TEXT COLLATE "C" PRIMARY KEY, -- the owner of rows in job
  beat       BIGINT NOT NULL,              -- goes up every two seconds while it lives; the fence of a takeover
  started_at BIGINT NOT NULL,
  gone_at    BIGINT,                       -- when it left or was declared dead; null once it beats (again)
  revivals   BIGINT NOT NULL DEFAULT 0     -- how often it has beaten after it was declared dead
);

-- Running rows of instances that never beat, from before this table: they are judged as all others are.
INSERT INTO executor_instance (id, beat, started_at)
SELECT owner, 0, min(started_at) FROM job WHERE state = 'running' AND owner IS NOT NULL GROUP BY owner;

-- Which database this is: instances of one group must have the same. One row, made once.
CREATE TABLE executor_store (
  id TEXT NOT NULL PRIMARY KEY
);

INSERT INTO executor_store (id)
SELECT string_agg(lpad(to_hex(floor(random() * 4294967296)::bigint), 8, '0'), '') FROM generate_series(1, 4);

-- Running jobs that somebody wants cancelled. Nearly always empty, however many run.
CREATE INDEX job_cancel ON job (owner) WHERE state = 'running' AND cancel_requested;
