-- Rows change their state a few times and then rest. Left to its defaults PostgreSQL clears away what these changes leave
-- behind only when a fifth of the table has changed; among ten million rows a list would first walk over millions of
-- dead index entries.
ALTER TABLE job SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 10000,
  autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 10000);
