-- query audit_head one
--   -> seq int, hash blob
SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1;

-- query audit_insert exec
--   :seq int, :at int, :event int, :actor text, :address text, :kind int, :no int, :version int, :first int, :last int, :proof blob, :detail text, :hash blob
INSERT INTO audit (seq, at, event, actor, address, kind, no, version, first, last, proof, detail, hash)
VALUES (:seq, :at, :event, :actor, :address, :kind, :no, :version, :first, :last, :proof, :detail, :hash);

-- query audit_known one
--   :hash blob
--   -> seq int
SELECT seq FROM audit WHERE hash = :hash;

-- query audit_list many
--   :before int, :actor text, :no int, :kind int, :event int, :from_at int, :to_at int, :address text, :refused int, :max int
--   -> seq int, at int, event int, actor text, address text, kind int, no int, version int, first int, last int, detail text, id text
SELECT a.seq, a.at, a.event, a.actor, a.address, a.kind, a.no, a.version, a.first, a.last, a.detail, r.id
FROM audit a LEFT JOIN record r ON r.no = a.no
WHERE a.seq < :before AND (CAST(:actor AS TEXT) IS NULL OR a.actor = :actor) AND (CAST(:no AS BIGINT) = 0 OR a.no = :no)
AND (CAST(:kind AS BIGINT) = 0 OR a.kind = :kind) AND (CAST(:event AS BIGINT) = 0 OR a.event = :event)
AND a.at >= :from_at AND a.at < :to_at AND substr(a.address, 1, length(:address)) = :address
AND (CAST(:refused AS BIGINT) = 0 OR a.event IN (8, 14)) ORDER BY a.seq DESC LIMIT :max;

-- query audit_worked_on many
--   :actor text, :kind int
--   -> no int
SELECT DISTINCT no FROM audit WHERE actor = :actor AND kind = :kind AND no > 0 ORDER BY no;
