-- What the proof reads: everything, in an order in which it can be computed again.

-- query verify_versions many
--   -> no int, version int, at int, actor text, origin int, state int, deleted int, note text, key_hash blob, doc_hash blob, hash blob, doc text, id text, kind int, erased blob
SELECT v.no, v.version, v.at, v.actor, v.origin, v.state, v.deleted, v.note, v.key_hash, v.doc_hash, v.hash, v.doc, r.id, r.kind, e.doc_hash AS erased
FROM record_version v JOIN record r ON r.no = v.no LEFT JOIN record_erased e ON e.no = v.no AND e.version = v.version ORDER BY v.no, v.version;

-- query verify_heads many
--   -> no int, version int, state int, deleted int, updated int, doc_hash blob, last_version int, last_state int, last_deleted int, last_at int, last_hash blob
SELECT r.no, r.version, r.state, r.deleted, r.updated, r.doc_hash, v.version AS last_version, v.state AS last_state,
v.deleted AS last_deleted, v.at AS last_at, v.doc_hash AS last_hash
FROM record r LEFT JOIN record_version v ON v.no = r.no AND v.version = (SELECT max(w.version) FROM record_version w WHERE w.no = r.no)
ORDER BY r.no;

-- query verify_feed many
--   -> seq int, no int, version int, kind int, at int, hash blob, version_at int, record_kind int
SELECT c.seq, c.no, c.version, c.kind, c.at, v.hash, v.at AS version_at, r.kind AS record_kind
FROM change c LEFT JOIN record_version v ON v.no = c.no AND v.version = c.version LEFT JOIN record r ON r.no = c.no ORDER BY c.seq;

-- query verify_counts one
--   -> versions int, changes int, record_top int, change_top int, audit_top int, merge_top int
SELECT (SELECT count(*) FROM record_version) AS versions, (SELECT count(*) FROM change) AS changes,
(SELECT coalesce(max(no), 0) FROM record) AS record_top, (SELECT coalesce(max(seq), 0) FROM change) AS change_top,
(SELECT coalesce(max(seq), 0) FROM audit) AS audit_top, (SELECT coalesce(max(id), 0) FROM record_merge) AS merge_top;

-- query verify_documents many
--   :kind int, :after int, :max int
--   -> no int, state int, deleted int, visibility int, key_hash blob, doc text
SELECT r.no, r.state, r.deleted, r.visibility, v.key_hash, v.doc FROM record r
JOIN record_version v ON v.no = r.no AND v.version = r.version WHERE r.kind = :kind AND r.no > :after ORDER BY r.no LIMIT :max;

-- query verify_keys many
--   :kind int, :after int, :last int
--   -> no int, kind int, name text, value text
SELECT k.no, k.kind, k.name, k.value FROM record_key k JOIN record r ON r.no = k.no
WHERE r.kind = :kind AND k.no > :after AND k.no <= :last ORDER BY k.no, k.name, k.value;

-- query verify_links many
--   :kind int, :after int, :last int
--   -> no int, field text, to_id text
SELECT l.no, l.field, t.id AS to_id FROM record_link l JOIN record r ON r.no = l.no JOIN record t ON t.no = l.to_no
WHERE r.kind = :kind AND l.no > :after AND l.no <= :last ORDER BY l.no, l.field;

-- query verify_search many
--   :kind int, :after int, :last int
--   -> no int, title text, body text
SELECT no, title, body FROM search_text WHERE kind = :kind AND no > :after AND no <= :last ORDER BY no;

-- query verify_digests many
--   :kind int, :after int, :last int
--   -> no int, digests blob
SELECT d.no, d.digests FROM derived_digest d JOIN record r ON r.no = d.no
WHERE r.kind = :kind AND d.no > :after AND d.no <= :last ORDER BY d.no;

-- query verify_strays many
--   -> what text, n int
SELECT 'derived_digest' AS what, no AS n FROM derived_digest WHERE no NOT IN (SELECT no FROM record)
UNION ALL SELECT 'search_text', no FROM search_text WHERE no NOT IN (SELECT no FROM record);

-- query verify_schemas many
--   -> kind text, hash text
SELECT kind, hash FROM derived_schema ORDER BY kind;

-- The words of the full text against the texts that they index; fails when they differ.
-- query verify_words exec
-- engine sqlite
INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1);

-- query verify_audit many
--   -> seq int, at int, event int, actor text, address text, kind int, no int, version int, first int, last int, proof blob, detail text, hash blob
SELECT seq, at, event, actor, address, kind, no, version, first, last, proof, detail, hash FROM audit ORDER BY seq;

-- What is kept about merges follows from the versions that they made.
-- query verify_merges many
--   -> id int, changes int, fitting int, dropped int, undone int, taken_back int
SELECT m.id, (SELECT count(*) FROM record_merge_change c WHERE c.id = m.id) AS changes,
(SELECT count(*) FROM record_merge_change c JOIN record_version v ON v.no = c.no AND v.version = c.after
 WHERE c.id = m.id AND c.after = c.before + 1 AND v.at = m.at AND v.actor = m.actor AND v.note LIKE 'merge: %') AS fitting,
(SELECT count(*) FROM record_merge_change c JOIN record_version v ON v.no = c.no AND v.version = c.after
 JOIN record k ON k.no = m.keep_no WHERE c.id = m.id AND c.no = m.drop_no AND v.deleted = 1 AND v.note = 'merge: ' || k.id) AS dropped,
m.undone, (SELECT count(*) FROM record_version v WHERE v.no = m.drop_no AND v.note = 'unmerge: ' || m.id) AS taken_back
FROM record_merge m ORDER BY m.id;

-- Blanked documents beside the lines of the log that prove them.
-- query verify_erased many
--   -> audit int, no int, version int, doc_hash blob, known int, event int, line_no int, proof blob
SELECT e.audit, e.no, e.version, e.doc_hash, (SELECT count(*) FROM record_version v WHERE v.no = e.no AND v.version = e.version) AS known,
a.event, a.no AS line_no, a.proof FROM record_erased e LEFT JOIN audit a ON a.seq = e.audit ORDER BY e.audit, e.no, e.version;

-- Lines that prove blanked documents of which none is left.
-- query verify_erased_lines many
--   -> seq int
SELECT a.seq FROM audit a WHERE a.event = 18 AND NOT EXISTS (SELECT 1 FROM record_erased e WHERE e.audit = a.seq) ORDER BY a.seq;
