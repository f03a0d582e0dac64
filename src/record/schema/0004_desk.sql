-- What people of the workplace are told, and how they want to be told. Not part of any record.
-- seq is the change that the notice follows from: each change tells each account at most once.
CREATE TABLE notice (
	account {{text}} NOT NULL,
	seq {{int}} NOT NULL,
	what {{int}} NOT NULL,
	at {{int}} NOT NULL,
	no {{int}} NOT NULL REFERENCES record (no),
	comment {{int}} NOT NULL,
	actor {{text}} NOT NULL,
	state {{text}} NOT NULL,
	reason {{text}} NOT NULL,
	read_at {{int}} NOT NULL,
	mailed {{int}} NOT NULL,
	CONSTRAINT notice_key PRIMARY KEY (account, seq)
) {{strict}};
CREATE INDEX notice_unread ON notice (account) WHERE read_at = 0;
CREATE INDEX notice_to_mail ON notice (account) WHERE mailed = 0;
INSERT INTO counter (name, value) SELECT 'notice', value FROM counter WHERE name = 'change';

CREATE TABLE notice_setting (
	account {{text}} PRIMARY KEY,
	muted {{int}} NOT NULL,
	mail {{int}} NOT NULL,
	digest {{int}} NOT NULL
) {{strict}};
