-- Letters on their way out. message: the whole letter, sealed with the key file beside the database; gone as soon as the
-- letter has left, or never will.
-- state: 1 waits, 2 is being handed over, 3 was accepted, 4 given up, 5 may have been accepted (the answer was lost)
-- due: when it is tried next; of what is being handed over, when its answer counts as lost. until: given up after it.
CREATE TABLE mail (
	id {{text}} PRIMARY KEY,
	state {{int}} NOT NULL,
	made {{int}} NOT NULL,
	due {{int}} NOT NULL,
	until {{int}} NOT NULL,
	ended {{int}} NOT NULL,
	tries {{int}} NOT NULL,
	recipient {{text}} NOT NULL,
	subject {{text}} NOT NULL,
	said {{text}} NOT NULL,
	message {{blob}}
) {{strict}};
CREATE INDEX mail_waiting ON mail (until, due) WHERE state < 3;
CREATE INDEX mail_made ON mail (made);
