-- Records that were found to be one: what became of which record, so that it can be taken back.
CREATE TABLE record_merge (
	id {{int}} PRIMARY KEY,
	at {{int}} NOT NULL,
	actor {{text}} NOT NULL,
	keep_no {{int}} NOT NULL REFERENCES record (no),
	drop_no {{int}} NOT NULL REFERENCES record (no),
	undone {{int}} NOT NULL
) {{strict}};
CREATE INDEX record_merge_keep ON record_merge (keep_no);
CREATE INDEX record_merge_drop ON record_merge (drop_no);

CREATE TABLE record_merge_change (
	id {{int}} NOT NULL REFERENCES record_merge (id),
	no {{int}} NOT NULL REFERENCES record (no),
	before {{int}} NOT NULL,
	after {{int}} NOT NULL,
	CONSTRAINT record_merge_change_key PRIMARY KEY (id, no)
) {{strict}};
INSERT INTO counter (name, value) VALUES ('merge', 0);
