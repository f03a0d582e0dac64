-- What was typed and not saved yet.

-- query draft_put exec
--   :account text, :kind int, :record text, :section text, :version int, :at int, :pairs text
INSERT INTO draft (account, kind, record, section, version, at, pairs)
VALUES (:account, :kind, :record, :section, :version, :at, :pairs)
ON CONFLICT (account, kind, record, section) DO UPDATE SET version = excluded.version, at = excluded.at, pairs = excluded.pairs;

-- query draft_get one
--   :account text, :kind int, :record text, :section text
--   -> version int, at int, pairs text
SELECT version, at, pairs FROM draft WHERE account = :account AND kind = :kind AND record = :record AND section = :section;

-- query draft_drop exec
--   :account text, :kind int, :record text, :section text
DELETE FROM draft WHERE account = :account AND kind = :kind AND record = :record AND section = :section;
