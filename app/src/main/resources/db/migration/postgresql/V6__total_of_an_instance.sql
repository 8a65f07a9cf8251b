-- How many jobs of all roles together an instance runs at once; 0: unlimited, or of an older version.
ALTER TABLE instance_note ADD COLUMN total integer NOT NULL DEFAULT 0;
