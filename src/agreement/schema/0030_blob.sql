-- The bytes of documents, once each, by their SHA-256. Nothing is ever changed here; which record a file belongs to, and who
-- may see it, stands in the records.
CREATE TABLE blob (
	hash {{blob}} PRIMARY KEY,
	size {{int}} NOT NULL,
	at {{int}} NOT NULL,
	bytes {{blob}} NOT NULL
) {{strict}};
