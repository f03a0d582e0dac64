-- The truth: records and their versions, whole. Everything named ix_ and search_ is derived and can be rebuilt.
CREATE TABLE record (
	no {{int}} PRIMARY KEY,
	id {{text}} NOT NULL,
	kind {{int}} NOT NULL,
	version {{int}} NOT NULL,
	state {{int}} NOT NULL,
	visibility {{int}} NOT NULL,
	deleted {{int}} NOT NULL,
	updated {{int}} NOT NULL,
	doc_hash {{blob}} NOT NULL,
	CONSTRAINT record_id_key UNIQUE (id)
) {{strict}};

-- hash = BLAKE2b(hash of the version before and everything else in the row but doc, which doc_hash stands for, and the record's
-- id and kind); key_hash is over the record's keys. doc is last, so that looking up the small columns never walks the overflow
-- pages of long documents.
CREATE TABLE record_version (
	no {{int}} NOT NULL REFERENCES record (no),
	version {{int}} NOT NULL,
	at {{int}} NOT NULL,
	actor {{text}} NOT NULL,
	origin {{int}} NOT NULL,
	state {{int}} NOT NULL,
	deleted {{int}} NOT NULL,
	note {{text}} NOT NULL,
	key_hash {{blob}} NOT NULL,
	doc_hash {{blob}} NOT NULL,
	hash {{blob}} NOT NULL,
	doc {{text}} NOT NULL,
	CONSTRAINT record_version_key PRIMARY KEY (no, version)
) {{strict}};

CREATE TABLE record_key (
	kind {{int}} NOT NULL,
	name {{text}} NOT NULL,
	value {{text}} NOT NULL,
	no {{int}} NOT NULL REFERENCES record (no),
	CONSTRAINT record_key_value_key PRIMARY KEY (kind, name, value)
) {{strict}};
CREATE INDEX record_key_no ON record_key (no);

CREATE TABLE record_link (
	no {{int}} NOT NULL REFERENCES record (no),
	field {{text}} NOT NULL,
	to_no {{int}} NOT NULL REFERENCES record (no),
	CONSTRAINT record_link_key PRIMARY KEY (no, field)
) {{strict}};
CREATE INDEX record_link_to ON record_link (to_no);

CREATE TABLE change (
	seq {{int}} PRIMARY KEY,
	no {{int}} NOT NULL,
	version {{int}} NOT NULL,
	kind {{int}} NOT NULL,
	at {{int}} NOT NULL
) {{strict}};

-- One per writing transaction: hash over the previous checkpoint and every version in the feed since.
CREATE TABLE checkpoint (
	seq {{int}} PRIMARY KEY,
	hash {{blob}} NOT NULL
) {{strict}};

CREATE TABLE counter (
	name {{text}} PRIMARY KEY,
	value {{int}} NOT NULL
) {{strict}};
INSERT INTO counter (name, value) VALUES ('record', 0), ('change', 0);

-- Derived from here on.
CREATE TABLE derived_schema (
	kind {{text}} PRIMARY KEY,
	hash {{text}} NOT NULL
) {{strict}};

CREATE TABLE derived_digest (
	no {{int}} PRIMARY KEY,
	digests {{blob}} NOT NULL
) {{strict}};

CREATE TABLE search_text (
	no {{int}} PRIMARY KEY,
	kind {{int}} NOT NULL,
	title {{text}} NOT NULL,
	body {{text}} NOT NULL{{pg}},
	words tsvector GENERATED ALWAYS AS (to_tsvector('simple', title || ' ' || body)) STORED,
	title_words tsvector GENERATED ALWAYS AS (to_tsvector('simple', title)) STORED{{/pg}}
) {{strict}};
{{pg}}
CREATE INDEX search_text_words ON search_text USING gin (words);
CREATE INDEX search_text_title_words ON search_text USING gin (title_words);
{{/pg}}
{{sqlite}}
CREATE VIRTUAL TABLE search_words USING fts5(title, body, content='search_text', content_rowid='no',
	tokenize='unicode61 remove_diacritics 0', detail='column');
{{/sqlite}}
