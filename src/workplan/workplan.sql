-- Rows of work plans, from the tables that the kernel derives: activities x places x quarters x targets x money.

-- What other partners plan in a year, as far as it has been handed in (ANY) or approved.
-- query workplan_lines_of_year many
--   :year int, :partner text, :any bool
--   -> no int, partner text, place text, sector text, activity text
SELECT w.no, w.partner, l.place, l.sector, l.activity
FROM ix_workplan w JOIN record r ON r.no = w.no JOIN ix_workplan_line l ON l.no = w.no
WHERE w.year = :year AND w.partner <> :partner AND r.state = 1
  AND (w.status IN ('approved', 'signed') OR (:any AND w.status IN ('submitted', 'returned')))
ORDER BY l.place, l.sector, w.no, l.row;

-- Programmes of others with a location in a place.
-- query workplan_programmes_at many
--   :place text, :ref text
--   -> no int, reporting_org_ref text
SELECT DISTINCT a.no, a.reporting_org_ref
FROM ix_activity_place p JOIN record r ON r.no = p.no JOIN ix_activity a ON a.no = p.no
WHERE p.place = :place AND r.state = 1 AND a.reporting_org_ref <> :ref AND a.activity_status IN ('1', '2', '3')
ORDER BY a.no LIMIT 100;

-- Approved plans, the newest revision of each first: what is in force.
-- query workplan_in_force many
--   -> no int, year int, revision int, revises text
SELECT w.no, w.year, COALESCE(w.revision, 0) AS revision, w.revises
FROM ix_workplan w JOIN record r ON r.no = w.no
WHERE r.state = 1 AND w.status IN ('approved', 'signed') ORDER BY w.year DESC, revision DESC, w.no;

-- The revision of a plan that is not finished yet, or approved.
-- query workplan_revision_of one
--   :id text
--   -> no int
SELECT MAX(w.no) AS no FROM ix_workplan w JOIN record r ON r.no = w.no
WHERE w.revises = :id AND r.state = 1 AND w.status <> 'cancelled';

-- query workplan_count one
--   -> n int
SELECT COUNT(*) AS n FROM ix_workplan;

-- Plans whose next word is a voice's, the one that has waited longest first.
-- query workplan_turn_of many
--   :voice text, :whose text
--   -> no int
SELECT r.no FROM record r WHERE r.deleted = 0 AND r.state = 1
  AND r.no IN (SELECT t.no FROM ix_workplan_turn t WHERE t.whose = :whose AND t.voice = :voice)
ORDER BY r.updated, r.no;

-- query workplan_unsigned many
--   -> no int
SELECT w.no FROM ix_workplan w JOIN record r ON r.no = w.no
WHERE w.status = 'approved' AND r.deleted = 0 AND r.state = 1 ORDER BY r.updated, w.no;

-- query workplan_returned_to many
--   :partner text
--   -> no int
SELECT w.no FROM ix_workplan w JOIN record r ON r.no = w.no
WHERE w.partner = :partner AND w.status = 'returned' AND r.deleted = 0 AND r.state = 1 ORDER BY r.updated, w.no;
