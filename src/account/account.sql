-- Secrets, sessions, links and counters of accounts.

-- query secret_get one
--   :account text
--   -> password text, factor blob, factor_on bool, factor_step int
SELECT password, factor, factor_on, factor_step FROM account_secret WHERE account = :account;

-- query secret_add exec
--   :account text
INSERT INTO account_secret (account, factor_on, factor_step) VALUES (:account, FALSE, 0) ON CONFLICT (account) DO NOTHING;

-- query secret_password exec
--   :account text, :password text
UPDATE account_secret SET password = :password WHERE account = :account;

-- query secret_factor exec
--   :account text, :factor blob, :on bool, :step int
UPDATE account_secret SET factor = :factor, factor_on = :on, factor_step = :step WHERE account = :account;

-- query secret_sealed many
--   -> account text, factor blob
SELECT account, factor FROM account_secret WHERE factor IS NOT NULL ORDER BY account;

-- query secret_reseal exec
--   :account text, :factor blob
UPDATE account_secret SET factor = :factor WHERE account = :account;

-- A code counts once: of two requests with the same step one changes no row.
-- query secret_step exec
--   :account text, :step int
UPDATE account_secret SET factor_step = :step WHERE account = :account AND factor_step < :step;

-- query secret_clear exec
--   :account text
DELETE FROM account_secret WHERE account = :account;

-- query recovery_add exec
--   :account text, :code blob
INSERT INTO account_recovery (account, code) VALUES (:account, :code);

-- query recovery_use exec
--   :account text, :code blob
DELETE FROM account_recovery WHERE account = :account AND code = :code;

-- query recovery_clear exec
--   :account text
DELETE FROM account_recovery WHERE account = :account;

-- query recovery_count one
--   :account text
--   -> n int
SELECT count(*) AS n FROM account_recovery WHERE account = :account;

-- query session_add exec
--   :token blob, :name text, :account text, :stage int, :at int, :address text, :agent text
INSERT INTO account_session (token, name, account, stage, created, seen, address, agent)
VALUES (:token, :name, :account, :stage, :at, :at, :address, :agent);

-- query session_get one
--   :token blob
--   -> name text, account text, stage int, created int, seen int
SELECT name, account, stage, created, seen FROM account_session WHERE token = :token;

-- query session_seen exec
--   :token blob, :seen int
UPDATE account_session SET seen = :seen WHERE token = :token AND seen < :seen;

-- query session_end exec
--   :token blob
DELETE FROM account_session WHERE token = :token;

-- query session_end_name exec
--   :account text, :name text
DELETE FROM account_session WHERE account = :account AND name = :name;

-- query session_end_others exec
--   :account text, :token blob
DELETE FROM account_session WHERE account = :account AND token <> :token;

-- query session_end_all exec
--   :account text
DELETE FROM account_session WHERE account = :account;

-- query session_list many
--   :account text
--   -> token blob, name text, created int, seen int, address text, agent text
SELECT token, name, created, seen, address, agent FROM account_session WHERE account = :account AND stage = 3
ORDER BY seen DESC, name LIMIT 100;

-- query session_prune exec
--   :created int, :seen int
DELETE FROM account_session WHERE created < :created OR seen < :seen;

-- query ticket_add exec
--   :token blob, :account text, :purpose int, :created int, :expires int
INSERT INTO account_ticket (token, account, purpose, created, expires) VALUES (:token, :account, :purpose, :created, :expires);

-- query ticket_get one
--   :token blob, :now int
--   -> account text, purpose int
SELECT account, purpose FROM account_ticket WHERE token = :token AND expires > :now;

-- query ticket_use exec
--   :token blob, :now int
DELETE FROM account_ticket WHERE token = :token AND expires > :now;

-- query ticket_clear exec
--   :account text
DELETE FROM account_ticket WHERE account = :account;

-- query ticket_prune exec
--   :now int
DELETE FROM account_ticket WHERE expires <= :now;

-- query rate_get one
--   :name text
--   -> n int, since int, until int
SELECT n, since, until FROM account_rate WHERE name = :name;

-- query rate_put exec
--   :name text, :n int, :since int, :until int
INSERT INTO account_rate (name, n, since, until) VALUES (:name, :n, :since, :until)
ON CONFLICT (name) DO UPDATE SET n = excluded.n, since = excluded.since, until = excluded.until;

-- query rate_clear exec
--   :name text
DELETE FROM account_rate WHERE name = :name;

-- query rate_prune exec
--   :before int
DELETE FROM account_rate WHERE since < :before;

-- query account_all many
--   -> no int
SELECT i.no FROM ix_account i JOIN record r ON r.no = i.no WHERE r.deleted = 0 ORDER BY i.name COLLATE selaras, i.no LIMIT 5000;

-- query admin_count one
--   :except int
--   -> n int
SELECT count(DISTINCT i.no) AS n FROM ix_account i JOIN ix_account_grant g ON g.no = i.no JOIN record r ON r.no = i.no
WHERE g.role = 'admin' AND i.status = 'active' AND r.deleted = 0 AND i.no <> :except;

-- query organisation_nos many
--   :max int
--   -> no int
SELECT no FROM record WHERE kind = 2 AND deleted = 0 AND state <> 0 ORDER BY no LIMIT :max;

-- query token_add exec
--   :token blob, :name text, :account text, :label text, :actions int, :at int, :expires int
INSERT INTO account_token (token, name, account, label, actions, created, expires, used)
VALUES (:token, :name, :account, :label, :actions, :at, :expires, 0);

-- query token_get one
--   :token blob
--   -> account text, actions int, expires int
SELECT account, actions, expires FROM account_token WHERE token = :token;

-- query token_list many
--   :account text
--   -> name text, label text, actions int, created int, expires int, used int
SELECT name, label, actions, created, expires, used FROM account_token WHERE account = :account
ORDER BY created DESC, name LIMIT 100;

-- query token_count one
--   :account text
--   -> n int
SELECT count(*) AS n FROM account_token WHERE account = :account;

-- query token_used exec
--   :token blob, :used int
UPDATE account_token SET used = :used WHERE token = :token AND used < :used;

-- query token_end exec
--   :account text, :name text
DELETE FROM account_token WHERE account = :account AND name = :name;

-- query token_end_all exec
--   :account text
DELETE FROM account_token WHERE account = :account;

-- A token that is over stays in its owner's list for a while.
-- query token_prune exec
--   :before int
DELETE FROM account_token WHERE expires < :before;

-- query once_get one
--   :account text, :name text, :after int
--   -> request blob, record int, version int
SELECT request, record, version FROM account_once WHERE account = :account AND name = :name AND created > :after;

-- query once_put exec
--   :account text, :name text, :request blob, :record int, :version int, :at int
INSERT INTO account_once (account, name, request, record, version, created)
VALUES (:account, :name, :request, :record, :version, :at)
ON CONFLICT (account, name) DO UPDATE SET request = excluded.request, record = excluded.record, version = excluded.version,
  created = excluded.created;

-- query once_prune exec
--   :before int
DELETE FROM account_once WHERE created < :before;

-- query identity_get one
--   :issuer text, :subject text
--   -> account text
SELECT account FROM account_identity WHERE issuer = :issuer AND subject = :subject;

-- query identity_count one
--   :issuer text, :account text
--   -> n int
SELECT count(*) AS n FROM account_identity WHERE issuer = :issuer AND account = :account;

-- query identity_since one
--   :account text
--   -> created int
SELECT created FROM account_identity WHERE account = :account ORDER BY created DESC LIMIT 1;

-- query identity_add exec
--   :issuer text, :subject text, :account text, :at int
INSERT INTO account_identity (issuer, subject, account, created) VALUES (:issuer, :subject, :account, :at);

-- query identity_end_all exec
--   :account text
DELETE FROM account_identity WHERE account = :account;

-- What is kept until the day before, or longer.
-- query account_ended many
--   :today text
--   -> no int
SELECT i.no FROM ix_account i JOIN record r ON r.no = i.no
WHERE r.deleted = 0 AND i.status = 'ended' AND i.retain_until < :today ORDER BY i.no LIMIT 5000;

-- query draft_of many
--   :account text
--   -> kind int, record text, section text
SELECT kind, record, section FROM draft WHERE account = :account ORDER BY kind, record, section;

-- Two people's forms of the same topic stay two: the receiver's own is the one that goes on.
-- query draft_move exec
--   :from_id text, :to_id text
UPDATE draft SET account = :to_id WHERE account = :from_id AND NOT EXISTS (SELECT 1 FROM draft o
WHERE o.account = :to_id AND o.kind = draft.kind AND o.record = draft.record AND o.section = draft.section);

-- query draft_clear exec
--   :account text
DELETE FROM draft WHERE account = :account;

-- query notice_of many
--   :account text
--   -> no int, n int
SELECT no, count(*) AS n FROM notice WHERE account = :account AND read_at = 0 GROUP BY no ORDER BY no;

-- query notice_move_to exec
--   :from_id text, :to_id text
UPDATE notice SET account = :to_id WHERE account = :from_id AND read_at = 0 AND NOT EXISTS (SELECT 1 FROM notice o
WHERE o.account = :to_id AND o.seq = notice.seq);
