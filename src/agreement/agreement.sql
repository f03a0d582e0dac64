-- Permits, agreements, holidays, settings and documents, from the tables that the kernel derives, and the bytes of files.

-- query deadline_rows many
--   -> no int, what text, base text, days int, law text
SELECT x.no, x.what, x.base, x.days, x.law FROM (
	SELECT no, what, base, days, law FROM ix_permit_deadline
	UNION ALL
	SELECT no, what, base, days, law FROM ix_agreement_deadline) x
JOIN record r ON r.no = x.no
WHERE r.deleted = 0 AND r.state = 1
ORDER BY x.base, x.no;

-- query deadline_told exec
--   :no int, :what text, :due text, :moment int, :at int
INSERT INTO deadline_told (no, what, due, moment, at) VALUES (:no, :what, :due, :moment, :at)
ON CONFLICT (no, what, due, moment) DO NOTHING;

-- query holiday_days many
--   -> day text, place text
SELECT h.date, h.place FROM ix_holiday h JOIN record r ON r.no = h.no
WHERE r.deleted = 0 AND r.state = 1 ORDER BY h.date;

-- query setting_values many
--   -> name text, content text
SELECT s.key, s.value FROM ix_setting s JOIN record r ON r.no = s.no WHERE r.deleted = 0 AND r.state = 1 ORDER BY s.key;

-- query agreement_stages many
--   -> no int, track text, stage text
SELECT i.no, i.track, i.stage FROM ix_agreement i JOIN record r ON r.no = i.no
WHERE r.deleted = 0 AND r.state = 1 ORDER BY i.no;

-- query agreement_numbers many
--   -> no int
SELECT i.no FROM ix_agreement i CROSS JOIN record r WHERE r.no = i.no AND r.deleted = 0 AND r.state = 1 ORDER BY i.no;

-- query agreements_running many
--   -> no int
SELECT i.no FROM ix_agreement i JOIN record r ON r.no = i.no
WHERE i.status = 'running' AND r.deleted = 0 AND r.state = 1 ORDER BY i.no;

-- query agreements_of_org many
--   :id text
--   -> no int
SELECT DISTINCT p.no FROM ix_agreement_partner p JOIN record r ON r.no = p.no
WHERE p.organisation = :id AND r.deleted = 0 AND r.state = 1 ORDER BY p.no;

-- query permits_of_org many
--   :id text
--   -> no int
SELECT p.no FROM ix_permit p JOIN record r ON r.no = p.no
WHERE p.holder = :id AND r.deleted = 0 AND r.state = 1 ORDER BY p.valid_from, p.no;

-- The agreements that say they follow this one.
-- query agreements_after many
--   :id text
--   -> no int
SELECT i.no FROM ix_agreement i JOIN record r ON r.no = i.no
WHERE i.earlier = :id AND r.deleted = 0 AND r.state = 1 ORDER BY i.no;

-- query org_numbers many
--   -> no int
SELECT i.no FROM ix_organisation i CROSS JOIN record r WHERE r.no = i.no AND r.deleted = 0 AND r.state = 1 ORDER BY i.no;

-- query register_of_year one
--   :year int
--   -> no int
SELECT i.no FROM ix_register i JOIN record r ON r.no = i.no WHERE i.year = :year AND r.deleted = 0 ORDER BY i.no;

-- query register_years many
--   -> no int, year int
SELECT i.no, i.year FROM ix_register i JOIN record r ON r.no = i.no WHERE r.deleted = 0 AND r.state = 1 ORDER BY i.year DESC;

-- query documents_of many
--   :target text
--   -> no int
SELECT i.no FROM ix_document i JOIN record r ON r.no = i.no
WHERE i.target = :target AND r.deleted = 0 AND r.state = 1 ORDER BY i.no;

-- query blob_there one
--   :hash blob
--   -> size int
SELECT size FROM blob WHERE hash = :hash;

-- query blob_add exec
--   :hash blob, :size int, :at int, :bytes blob
INSERT INTO blob (hash, size, at, bytes) VALUES (:hash, :size, :at, :bytes) ON CONFLICT (hash) DO NOTHING;

-- query blob_get one
--   :hash blob
--   -> bytes blob
SELECT bytes FROM blob WHERE hash = :hash;
