-- Access of programs, given by people: a token is kept as the hash of its random value. actions: bits of what it can do
-- at all (record/actor.h); name: what it is called in the list and in the audit log; used: when last, 0 never.
CREATE TABLE account_token (
  token {{blob}} PRIMARY KEY,
  name {{text}} NOT NULL UNIQUE,
  account {{text}} NOT NULL,
  label {{text}} NOT NULL,
  actions {{int}} NOT NULL,
  created {{int}} NOT NULL,
  expires {{int}} NOT NULL,
  used {{int}} NOT NULL
) {{strict}};
CREATE INDEX account_token_account ON account_token (account);

-- Requests that are done once however often they come (Idempotency-Key), for a day: what each has made.
CREATE TABLE account_once (
  account {{text}} NOT NULL,
  name {{text}} NOT NULL,
  request {{blob}} NOT NULL,
  record {{int}} NOT NULL,
  version {{int}} NOT NULL,
  created {{int}} NOT NULL,
  PRIMARY KEY (account, name)
) {{strict}};
CREATE INDEX account_once_created ON account_once (created);
