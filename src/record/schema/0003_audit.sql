-- Who did what, when, from where: lines are added, never changed. hash = BLAKE2b(hash of the line before, all other columns).
-- A line about changes covers the lines first..last of the feed (one, or all that one file brought in) and proves them by
-- proof, a hash over their numbers and their versions' hashes; other lines have 0, 0 and no proof.
CREATE TABLE audit (
	seq {{int}} PRIMARY KEY,
	at {{int}} NOT NULL,
	event {{int}} NOT NULL,
	actor {{text}} NOT NULL,
	address {{text}} NOT NULL,
	kind {{int}} NOT NULL,
	no {{int}} NOT NULL,
	version {{int}} NOT NULL,
	first {{int}} NOT NULL,
	last {{int}} NOT NULL,
	proof {{blob}} NOT NULL,
	detail {{text}} NOT NULL,
	hash {{blob}} NOT NULL
) {{strict}};
CREATE INDEX audit_actor ON audit (actor, seq);
CREATE INDEX audit_record ON audit (no, seq);
CREATE INDEX audit_event ON audit (event, seq);
CREATE INDEX audit_at ON audit (at);
INSERT INTO counter (name, value) VALUES ('audit', 0);
