-- What somebody has typed into a form and not saved yet. Not part of any record: it goes when the form is saved.
CREATE TABLE draft (
	account {{text}} NOT NULL,
	kind {{int}} NOT NULL,
	record {{text}} NOT NULL,
	section {{text}} NOT NULL,
	version {{int}} NOT NULL,
	at {{int}} NOT NULL,
	pairs {{text}} NOT NULL,
	CONSTRAINT draft_key PRIMARY KEY (account, kind, record, section)
) {{strict}};

-- For lists of one kind, changed last first; drafts and deleted ones are few among many.
CREATE INDEX record_list ON record (kind, deleted, updated);
CREATE INDEX record_few ON record (kind, deleted, state) WHERE deleted = 1 OR state = 0;
