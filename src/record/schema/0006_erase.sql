-- Documents of older versions whose personal data were blanked: doc_hash is that of the document as it stands now; audit
-- is the line of the log that proves it. The version's own doc_hash stays, so that every chain stays what it was.
CREATE TABLE record_erased (
	no {{int}} NOT NULL REFERENCES record (no),
	version {{int}} NOT NULL,
	audit {{int}} NOT NULL,
	doc_hash {{blob}} NOT NULL,
	CONSTRAINT record_erased_key PRIMARY KEY (no, version)
) {{strict}};
CREATE INDEX record_erased_audit ON record_erased (audit);
