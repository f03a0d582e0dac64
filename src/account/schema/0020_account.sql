-- What proves who somebody is. Documents of the kind account never hold a secret, and these tables hold none in clear:
-- passwords are Argon2id, everything handed out is kept as the hash of its random value, the key of the second factor
-- is sealed with the key file beside the database.

CREATE TABLE account_secret (
  account {{text}} PRIMARY KEY,
  password {{text}},
  factor {{blob}},
  factor_on {{bool}} NOT NULL,
  factor_step {{int}} NOT NULL
) {{strict}};

CREATE TABLE account_recovery (
  account {{text}} NOT NULL,
  code {{blob}} NOT NULL,
  PRIMARY KEY (account, code)
) {{strict}};

-- stage: 1 the password was right and the second factor is wanted, 2 it must be set up first, 3 signed in
CREATE TABLE account_session (
  token {{blob}} PRIMARY KEY,
  name {{text}} NOT NULL UNIQUE,
  account {{text}} NOT NULL,
  stage {{int}} NOT NULL,
  created {{int}} NOT NULL,
  seen {{int}} NOT NULL,
  address {{text}} NOT NULL,
  agent {{text}} NOT NULL
) {{strict}};
CREATE INDEX account_session_account ON account_session (account);

-- Links handed out once. purpose: 1 invitation, 2 a new password
CREATE TABLE account_ticket (
  token {{blob}} PRIMARY KEY,
  account {{text}} NOT NULL,
  purpose {{int}} NOT NULL,
  created {{int}} NOT NULL,
  expires {{int}} NOT NULL
) {{strict}};
CREATE INDEX account_ticket_account ON account_ticket (account);

-- Attempts that failed, by whom they concern; until: nothing is tried before
CREATE TABLE account_rate (
  name {{text}} PRIMARY KEY,
  n {{int}} NOT NULL,
  since {{int}} NOT NULL,
  until {{int}} NOT NULL
) {{strict}};
