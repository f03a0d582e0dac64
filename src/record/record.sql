-- The kernel's own statements. Derived tables (ix_...) get theirs from the kind tables at start.

-- query counter_take one
--   :name text, :n int
--   -> value int
UPDATE counter SET value = value + :n WHERE name = :name RETURNING value;

-- query counter_read one
--   :name text
--   -> value int
SELECT value FROM counter WHERE name = :name;

-- query record_insert exec
--   :no int, :id text, :kind int, :version int, :state int, :visibility int, :deleted int, :updated int, :doc_hash blob
INSERT INTO record (no, id, kind, version, state, visibility, deleted, updated, doc_hash)
VALUES (:no, :id, :kind, :version, :state, :visibility, :deleted, :updated, :doc_hash);

-- query record_update exec
--   :no int, :version int, :state int, :visibility int, :deleted int, :updated int, :doc_hash blob
UPDATE record SET version = :version, state = :state, visibility = :visibility, deleted = :deleted, updated = :updated,
doc_hash = :doc_hash WHERE no = :no;

-- query record_head one
--   :no int
--   -> id text, kind int, version int, deleted int, doc_hash blob, hash blob, state int, key_hash blob
SELECT r.id, r.kind, r.version, r.deleted, r.doc_hash, v.hash, r.state, v.key_hash
FROM record r JOIN record_version v ON v.no = r.no AND v.version = r.version WHERE r.no = :no;

-- query version_insert exec
--   :no int, :version int, :at int, :actor text, :origin int, :state int, :deleted int, :note text, :key_hash blob, :doc_hash blob, :hash blob, :doc text
INSERT INTO record_version (no, version, at, actor, origin, state, deleted, note, key_hash, doc_hash, hash, doc)
VALUES (:no, :version, :at, :actor, :origin, :state, :deleted, :note, :key_hash, :doc_hash, :hash, :doc);

-- query version_load one
--   :no int, :version int
--   -> id text, kind int, visibility int, version int, state int, deleted int, at int, origin int, actor text, note text, doc text
SELECT r.id, r.kind, r.visibility, v.version, v.state, v.deleted, v.at, v.origin, v.actor, v.note, v.doc
FROM record r JOIN record_version v ON v.no = r.no WHERE r.no = :no AND v.version = :version;

-- query newest_load one
--   :no int
--   -> id text, kind int, visibility int, version int, state int, deleted int, at int, origin int, actor text, note text, doc text
SELECT r.id, r.kind, r.visibility, v.version, v.state, v.deleted, v.at, v.origin, v.actor, v.note, v.doc
FROM record r JOIN record_version v ON v.no = r.no AND v.version = r.version WHERE r.no = :no;

-- query no_of_id one
--   :id text, :kind int
--   -> no int
SELECT no FROM record WHERE id = :id AND kind = :kind;

-- query key_insert exec
--   :kind int, :name text, :value text, :no int
INSERT INTO record_key (kind, name, value, no) VALUES (:kind, :name, :value, :no);

-- query key_delete exec
--   :no int
DELETE FROM record_key WHERE no = :no;

-- query keys_of many
--   :no int
--   -> name text, value text
SELECT name, value FROM record_key WHERE no = :no ORDER BY name, value;

-- query key_find one
--   :kind int, :name text, :value text
--   -> no int
SELECT no FROM record_key WHERE kind = :kind AND name = :name AND value = :value;

-- query key_known many
--   :kind int, :name text, :from text, :to text
--   -> value text, no int, version int, deleted int, doc_hash blob
SELECT k.value, k.no, r.version, r.deleted, r.doc_hash FROM record_key k JOIN record r ON r.no = k.no
WHERE k.kind = :kind AND k.name = :name AND k.value >= :from AND k.value < :to ORDER BY k.value;

-- query link_insert exec
--   :no int, :field text, :to_no int
INSERT INTO record_link (no, field, to_no) VALUES (:no, :field, :to_no);

-- query link_delete exec
--   :no int
DELETE FROM record_link WHERE no = :no;

-- query change_insert exec
--   :seq int, :no int, :version int, :kind int, :at int
INSERT INTO change (seq, no, version, kind, at) VALUES (:seq, :no, :version, :kind, :at);

-- query change_after many
--   :seq int, :max int
--   -> seq int, no int, version int, kind int, at int
SELECT seq, no, version, kind, at FROM change WHERE seq > :seq ORDER BY seq LIMIT :max;

-- query change_newest many
--   :seq int, :max int
--   -> seq int, no int, version int, kind int, at int
SELECT seq, no, version, kind, at FROM change WHERE seq > :seq ORDER BY seq DESC LIMIT :max;

-- query checkpoint_insert exec
--   :seq int, :hash blob
INSERT INTO checkpoint (seq, hash) VALUES (:seq, :hash);

-- query checkpoint_last one
--   -> seq int, hash blob
SELECT seq, hash FROM checkpoint ORDER BY seq DESC LIMIT 1;

-- query checkpoint_all many
--   -> seq int, hash blob
SELECT seq, hash FROM checkpoint ORDER BY seq;

-- query history many
--   :no int
--   -> version int, at int, actor text, note text, origin int, deleted int
SELECT version, at, actor, note, origin, deleted FROM record_version WHERE no = :no ORDER BY version DESC;

-- query kind_newest many
--   :kind int, :after int, :max int
--   -> no int, doc text
SELECT r.no, v.doc FROM record r JOIN record_version v ON v.no = r.no AND v.version = r.version
WHERE r.kind = :kind AND r.deleted = 0 AND r.state <> 0 AND r.no > :after ORDER BY r.no LIMIT :max;

-- query list_open many
--   :kind int, :audience int, :skip int, :max int
--   -> no int
SELECT no FROM record WHERE kind = :kind AND deleted = 0 AND state <> 0
AND (CAST(:audience AS BIGINT) < 0 OR visibility & CAST(:audience AS BIGINT) <> 0)
ORDER BY updated DESC, no DESC LIMIT CAST(:max AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- query count_open one
--   :kind int, :audience int
--   -> n int
SELECT count(*) AS n FROM record WHERE kind = :kind AND deleted = 0 AND state <> 0
AND (CAST(:audience AS BIGINT) < 0 OR visibility & CAST(:audience AS BIGINT) <> 0);

-- query list_drafts many
--   :kind int, :max int
--   -> no int
SELECT no FROM record WHERE kind = :kind AND deleted = 0 AND state = 0 ORDER BY updated DESC, no DESC LIMIT :max;

-- query list_deleted many
--   :kind int, :max int
--   -> no int
SELECT no FROM record WHERE kind = :kind AND deleted = 1 ORDER BY updated DESC, no DESC LIMIT :max;

-- query derived_hash_get one
--   :kind text
--   -> hash text
SELECT hash FROM derived_schema WHERE kind = :kind;

-- query derived_hash_put exec
--   :kind text, :hash text
INSERT INTO derived_schema (kind, hash) VALUES (:kind, :hash) ON CONFLICT (kind) DO UPDATE SET hash = excluded.hash;

-- query digest_get one
--   :no int
--   -> digests blob
SELECT digests FROM derived_digest WHERE no = :no;

-- query digest_put exec
--   :no int, :digests blob
INSERT INTO derived_digest (no, digests) VALUES (:no, :digests) ON CONFLICT (no) DO UPDATE SET digests = excluded.digests;

-- query digest_delete_kind exec
--   :kind int
DELETE FROM derived_digest WHERE no IN (SELECT no FROM record WHERE kind = :kind);

-- query search_insert exec
--   :no int, :kind int, :title text, :body text
INSERT INTO search_text (no, kind, title, body) VALUES (:no, :kind, :title, :body);

-- query search_get one
--   :no int
--   -> title text, body text
SELECT title, body FROM search_text WHERE no = :no;

-- query search_delete exec
--   :no int
DELETE FROM search_text WHERE no = :no;

-- query search_delete_kind exec
--   :kind int
DELETE FROM search_text WHERE kind = :kind;

-- SQLite keeps the words in an external-content FTS5 table that is fed by hand; PostgreSQL generates them in the row.
-- query words_insert exec
-- engine sqlite
--   :no int, :title text, :body text
INSERT INTO search_words (rowid, title, body) VALUES (:no, :title, :body);

-- query words_delete exec
-- engine sqlite
--   :no int, :title text, :body text
INSERT INTO search_words (search_words, rowid, title, body) VALUES ('delete', :no, :title, :body);

-- query words_rebuild exec
-- engine sqlite
INSERT INTO search_words (search_words) VALUES ('rebuild');

-- query search_words many
-- engine sqlite
--   :words text, :kind int, :audience int, :max int
--   -> no int, kind int
SELECT r.no, r.kind FROM search_words w JOIN record r ON r.no = w.rowid
WHERE search_words MATCH :words AND (:kind = 0 OR r.kind = :kind) AND (:audience < 0 OR r.visibility & :audience <> 0)
ORDER BY w.rowid LIMIT :max;

-- query search_words many
-- engine pg
--   :words text, :kind int, :audience int, :max int
--   -> no int, kind int
SELECT t.no, t.kind FROM search_text t JOIN record r ON r.no = t.no WHERE t.words @@ to_tsquery('simple', CAST(:words AS TEXT))
AND (CAST(:kind AS BIGINT) = 0 OR t.kind = CAST(:kind AS BIGINT))
AND (CAST(:audience AS BIGINT) < 0 OR r.visibility & CAST(:audience AS BIGINT) <> 0) ORDER BY t.no LIMIT CAST(:max AS BIGINT);

-- query search_titles many
-- engine sqlite
--   :words text, :kind int, :audience int, :max int
--   -> no int, kind int
SELECT r.no, r.kind FROM search_words w JOIN record r ON r.no = w.rowid
WHERE search_words MATCH '{title} : (' || :words || ')' AND (:kind = 0 OR r.kind = :kind)
AND (:audience < 0 OR r.visibility & :audience <> 0) ORDER BY w.rowid LIMIT :max;

-- query search_titles many
-- engine pg
--   :words text, :kind int, :audience int, :max int
--   -> no int, kind int
SELECT t.no, t.kind FROM search_text t JOIN record r ON r.no = t.no
WHERE t.title_words @@ to_tsquery('simple', CAST(:words AS TEXT))
AND (CAST(:kind AS BIGINT) = 0 OR t.kind = CAST(:kind AS BIGINT))
AND (CAST(:audience AS BIGINT) < 0 OR r.visibility & CAST(:audience AS BIGINT) <> 0) ORDER BY t.no LIMIT CAST(:max AS BIGINT);

-- query search_counted one
--   :kind int, :max int
--   -> n int
SELECT count(*) AS n FROM (SELECT 1 AS one FROM record WHERE kind = :kind AND deleted = 0 LIMIT :max) few;

-- query search_texts many
--   :kind int, :audience int
--   -> no int, title text, body text
SELECT t.no, t.title, t.body FROM record r JOIN search_text t ON t.no = r.no WHERE r.kind = :kind AND r.deleted = 0
AND (CAST(:audience AS BIGINT) < 0 OR r.visibility & CAST(:audience AS BIGINT) <> 0) ORDER BY t.no;

-- query links_to many
--   :to_no int
--   -> no int, id text, kind int, field text
SELECT l.no, r.id, r.kind, l.field FROM record_link l JOIN record r ON r.no = l.no WHERE l.to_no = :to_no
ORDER BY l.no, l.field;

-- query merge_insert exec
--   :id int, :at int, :actor text, :keep_no int, :drop_no int
INSERT INTO record_merge (id, at, actor, keep_no, drop_no, undone) VALUES (:id, :at, :actor, :keep_no, :drop_no, 0);

-- query merge_change_insert exec
--   :id int, :no int, :before int, :after int
INSERT INTO record_merge_change (id, no, before, after) VALUES (:id, :no, :before, :after);

-- query merge_get one
--   :id int
--   -> keep_no int, drop_no int, undone int
SELECT keep_no, drop_no, undone FROM record_merge WHERE id = :id;

-- query merge_changes many
--   :id int
--   -> no int, before int, after int
SELECT no, before, after FROM record_merge_change WHERE id = :id ORDER BY no;

-- query merge_undone exec
--   :id int
UPDATE record_merge SET undone = 1 WHERE id = :id;

-- query merges many
--   :no int, :max int
--   -> id int, at int, actor text, keep_no int, drop_no int, undone int
SELECT id, at, actor, keep_no, drop_no, undone FROM record_merge
WHERE :no = 0 OR keep_no = :no OR drop_no = :no ORDER BY id DESC LIMIT :max;

-- query version_docs many
--   :no int
--   -> version int, doc text
SELECT version, doc FROM record_version WHERE no = :no ORDER BY version;

-- query version_blank exec
--   :no int, :version int, :doc text
UPDATE record_version SET doc = :doc WHERE no = :no AND version = :version;

-- query erased_put exec
--   :no int, :version int, :audit int, :doc_hash blob
INSERT INTO record_erased (no, version, audit, doc_hash) VALUES (:no, :version, :audit, :doc_hash)
ON CONFLICT (no, version) DO UPDATE SET audit = excluded.audit, doc_hash = excluded.doc_hash;
