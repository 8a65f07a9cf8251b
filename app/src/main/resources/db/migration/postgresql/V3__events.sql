-- What happened to the jobs that somebody can wait for: those that name a workflow, a connection, a user or a group.
-- Written by the transaction that makes it happen. Results and errors are not repeated here: they are in job and attempt.
CREATE TABLE job_event (
  job_id      TEXT COLLATE "C" NOT NULL,
  number      BIGINT  NOT NULL,          -- 1, 2, 3 … among the events of the job
  workflow_id TEXT COLLATE "C" NOT NULL, -- may be empty
  seq         BIGINT  NOT NULL,          -- 1, 2, 3 … among the events of the workflow; 0 when there is none
  kind        TEXT    NOT NULL,          -- started, retrying, completed
  attempt     INTEGER NOT NULL,
  state       TEXT    NOT NULL,          -- of the job, from then on
  at          BIGINT  NOT NULL,
  PRIMARY KEY (job_id, number)
);

-- What followers of a workflow have missed.
CREATE UNIQUE INDEX job_event_workflow ON job_event (workflow_id, seq) WHERE workflow_id <> '';

-- What is too old to be kept.
CREATE INDEX job_event_age ON job_event (at);

-- The last seq of each workflow. Whoever takes the next holds this row until it commits, so that nobody ever sees a seq
-- before the one below it. Room on each page, so that counting up does not touch the index.
CREATE TABLE event_counter (
  workflow_id TEXT COLLATE "C" PRIMARY KEY,
  last        BIGINT NOT NULL
) WITH (fillfactor = 50);

-- What became of telling one audience of one event.
CREATE TABLE notification (
  id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id   TEXT COLLATE "C" NOT NULL,
  event_id TEXT   NOT NULL,
  seq      BIGINT NOT NULL,              -- of the event in its workflow, or in its job; 0 when it has none
  event    TEXT   NOT NULL,              -- its name on the wire
  at       BIGINT NOT NULL,
  target   TEXT   NOT NULL,              -- connection, user, group, subscribers
  outcome  TEXT   NOT NULL,              -- written_locally, published, accepted, no_subscriber, unknown, failed
  count    BIGINT NOT NULL,              -- how many took it
  detail   TEXT   NOT NULL
);

CREATE INDEX notification_job ON notification (job_id, id);

-- Signs the connection tokens of all hubs on this database. Made by the first instance that needs it.
ALTER TABLE executor_store ADD COLUMN hub_secret TEXT;
