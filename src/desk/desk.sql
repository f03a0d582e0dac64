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

-- Notices, and how people want them.

-- query notice_position one
--   -> value int
SELECT value FROM counter WHERE name = 'notice';

-- query notice_move exec
--   :value int
UPDATE counter SET value = :value WHERE name = 'notice';

-- query notice_deadline_count exec
UPDATE counter SET value = value + 1 WHERE name = 'deadline';

-- query notice_deadline_last one
--   -> value int
SELECT value FROM counter WHERE name = 'deadline';

-- query notice_insert exec
--   :account text, :seq int, :what int, :at int, :no int, :comment int, :actor text, :state text, :reason text, :read_at int, :mailed int
INSERT INTO notice (account, seq, what, at, no, comment, actor, state, reason, read_at, mailed)
VALUES (:account, :seq, :what, :at, :no, :comment, :actor, :state, :reason, :read_at, :mailed)
ON CONFLICT (account, seq) DO NOTHING;

-- query notice_unread many
--   -> account text, n int
SELECT account, count(*) AS n FROM notice WHERE read_at = 0 GROUP BY account ORDER BY account;

-- query notice_unread_of one
--   :account text, :what int
--   -> n int
SELECT count(*) AS n FROM notice WHERE account = :account AND what = :what AND read_at = 0;

-- query notice_count one
--   :account text
--   -> n int
SELECT count(*) AS n FROM notice WHERE account = :account;

-- query notice_list many
--   :account text, :skip int, :max int
--   -> seq int, what int, at int, no int, comment int, actor text, state text, reason text, read_at int
SELECT seq, what, at, no, comment, actor, state, reason, read_at FROM notice WHERE account = :account
ORDER BY at DESC, seq DESC LIMIT CAST(:max AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- query notice_read exec
--   :account text, :seq int, :at int
UPDATE notice SET read_at = :at WHERE account = :account AND read_at = 0 AND (CAST(:seq AS BIGINT) = 0 OR seq = :seq);

-- query notice_to_mail many
--   -> account text, muted int, mail int, digest int
SELECT n.account, coalesce(s.muted, 0) AS muted, coalesce(s.mail, 1) AS mail, coalesce(s.digest, 0) AS digest
FROM (SELECT DISTINCT account FROM notice WHERE mailed = 0) n LEFT JOIN notice_setting s ON s.account = n.account
ORDER BY n.account;

-- query notice_letter many
--   :account text, :max int
--   -> seq int, what int, at int, no int, comment int, actor text, state text, reason text, read_at int
SELECT seq, what, at, no, comment, actor, state, reason, read_at FROM notice
WHERE account = :account AND mailed = 0 AND read_at = 0 ORDER BY at, seq LIMIT :max;

-- query notice_mailed exec
--   :account text, :at int
UPDATE notice SET mailed = :at WHERE account = :account AND mailed = 0;

-- query notice_setting_get one
--   :account text
--   -> muted int, mail int, digest int
SELECT muted, mail, digest FROM notice_setting WHERE account = :account;

-- query notice_setting_put exec
--   :account text, :muted int, :mail int
INSERT INTO notice_setting (account, muted, mail, digest) VALUES (:account, :muted, :mail, 0)
ON CONFLICT (account) DO UPDATE SET muted = excluded.muted, mail = excluded.mail;

-- query notice_digest_put exec
--   :account text, :digest int
INSERT INTO notice_setting (account, muted, mail, digest) VALUES (:account, 0, 1, :digest)
ON CONFLICT (account) DO UPDATE SET digest = excluded.digest;

-- query comments_of many
--   :target text
--   -> no int
SELECT no FROM ix_comment WHERE target = :target ORDER BY no;

-- query saved_filters many
--   :account text, :kind text
--   -> no int
SELECT no FROM ix_saved_filter WHERE for_kind = :kind AND (account = :account OR shared = 1) ORDER BY no;
