-- Who somebody is at the provider of --oidc-issuer. One account has one subject there: whoever gets the address of a
-- colleague who left does not get the account.
CREATE TABLE account_identity (
  issuer {{text}} NOT NULL,
  subject {{text}} NOT NULL,
  account {{text}} NOT NULL,
  created {{int}} NOT NULL,
  PRIMARY KEY (issuer, subject),
  UNIQUE (issuer, account)
) {{strict}};
