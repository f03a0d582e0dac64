-- Which deadlines people were told of, and at which moment before them, so that each is told once.
CREATE TABLE deadline_told (
	no {{int}} NOT NULL REFERENCES record (no),
	what {{text}} NOT NULL,
	due {{text}} NOT NULL,
	moment {{int}} NOT NULL,
	at {{int}} NOT NULL,
	CONSTRAINT deadline_told_key PRIMARY KEY (no, what, due, moment)
) {{strict}};
INSERT INTO counter (name, value) VALUES ('deadline', 0);
