-- What a person changed on the lines of a claim that is made anew, as they wrote it.
ALTER TABLE outgoing ADD COLUMN changes TEXT NOT NULL DEFAULT '';
