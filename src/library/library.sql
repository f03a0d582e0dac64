-- Regulations, from the table that the kernel derives; laws stand above what is issued under them.

-- CROSS JOIN: SQLite keeps this order, and does not look through all records for the few that are regulations.
-- query regulation_numbers many
--   -> no int
SELECT g.no FROM ix_regulation g CROSS JOIN record r WHERE r.no = g.no AND r.state = 1
ORDER BY CASE g.level WHEN 'center' THEN 1 WHEN 'province' THEN 2 WHEN 'regency' THEN 3 ELSE 4 END,
  CASE g.sort WHEN 'UU' THEN 1 WHEN 'PP' THEN 2 WHEN 'Perpres' THEN 3 WHEN 'Keppres' THEN 4 WHEN 'Perda' THEN 5 ELSE 6 END,
  g.sort, g.year, g.number, g.no;

-- Announcements that want a receipt from UNIT and have none; SORT is what such a unit is addressed by, EVERYONE whether
-- it is among everyone.
-- query announcement_waiting many
--   :sort text, :unit text, :today text, :everyone bool
--   -> no int
SELECT n.no FROM ix_announcement n JOIN record r ON r.no = n.no
WHERE r.state = 1 AND r.deleted = 0 AND n.until IS NOT NULL AND (n.shown_until IS NULL OR n.shown_until >= :today)
  AND ((n.audience <> 'chosen' AND (n.audience = :sort OR (:everyone AND n.audience IN ('everyone', 'public'))))
    OR (n.audience = 'chosen' AND EXISTS (SELECT 1 FROM ix_announcement_to t WHERE t.no = n.no
      AND (t.organisation = :unit OR t.place = :unit OR :unit LIKE t.place || '.%'))))
  AND NOT EXISTS (SELECT 1 FROM ix_announcement_receipt x WHERE x.no = n.no AND x.unit = :unit)
ORDER BY n.until, n.no LIMIT 500;

-- Announcements whose receipts are due from one day to another.
-- query announcement_due many
--   :today text, :last text, :max int
--   -> no int
SELECT n.no FROM ix_announcement n JOIN record r ON r.no = n.no
WHERE r.state = 1 AND r.deleted = 0 AND n.until >= :today AND n.until <= :last ORDER BY n.until, n.no LIMIT :max;

-- Whether people were reminded of an announcement.
-- query announcement_reminded one
--   :no int, :what int
--   -> n int
SELECT count(*) AS n FROM notice WHERE no = :no AND what = :what;

-- Announcements that everybody may read, newest first.
-- query announcement_public many
--   -> no int
SELECT n.no FROM ix_announcement n CROSS JOIN record r WHERE r.no = n.no AND r.state = 1 AND n.audience = 'public'
ORDER BY n.date DESC, n.no DESC LIMIT 200;

-- Good practices that the bureau has to check, the one that has waited longest first.
-- query practice_submitted many
--   -> no int
SELECT p.no FROM ix_practice p JOIN record r ON r.no = p.no
WHERE p.status = 'submitted' AND r.deleted = 0 AND r.state = 1 ORDER BY r.updated, p.no LIMIT 500;

-- query practice_returned_to many
--   :partner text
--   -> no int
SELECT p.no FROM ix_practice p JOIN record r ON r.no = p.no
WHERE p.status = 'returned' AND p.partner = :partner AND r.deleted = 0 AND r.state = 1 ORDER BY r.updated, p.no LIMIT 500;

-- Good practices that were published, newest first.
-- query practice_published many
--   -> no int
SELECT p.no FROM ix_practice p CROSS JOIN record r WHERE r.no = p.no AND r.state = 1 AND p.status = 'published'
ORDER BY p.year DESC, p.no DESC LIMIT 1000;

-- Whether the examples are there.
-- query library_examples one
--   -> n int
SELECT (SELECT count(*) FROM ix_announcement) + (SELECT count(*) FROM ix_practice) AS n;
