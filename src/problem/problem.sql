-- Problems, from the tables that the kernel derives.

-- Every problem that is there, the newest first.
-- query problems_all many
--   -> no int
SELECT p.no FROM ix_problem p JOIN record r ON r.no = p.no
WHERE r.state = 1 AND r.deleted = 0 ORDER BY p.raised_on DESC, p.no DESC LIMIT 5000;

-- What was raised from a record.
-- query problems_from many
--   :source text
--   -> no int
SELECT p.no FROM ix_problem p JOIN record r ON r.no = p.no
WHERE p.source_id = :source AND r.deleted = 0 ORDER BY p.no;

-- query problems_open many
--   -> no int
SELECT p.no FROM ix_problem p JOIN record r ON r.no = p.no
WHERE r.state = 1 AND r.deleted = 0 AND p.status NOT IN ('solved', 'closed')
ORDER BY p.severity DESC, p.due NULLS LAST, p.no LIMIT 2000;

-- query problem_count one
--   -> n int
SELECT COUNT(*) AS n FROM ix_problem;

-- Open problems that an organisation must act on, the nearest day first.
-- query problems_to_act many
--   :org text
--   -> no int
SELECT p.no FROM ix_problem p JOIN record r ON r.no = p.no
WHERE p.responsible = :org AND p.status NOT IN ('solved', 'closed') AND r.deleted = 0 AND r.state = 1
ORDER BY p.due NULLS LAST, p.no;

-- Open problems in a regency for which no organisation is named.
-- query problems_in_regency many
--   :place text
--   -> no int
SELECT p.no FROM ix_problem p JOIN record r ON r.no = p.no
WHERE p.responsible IS NULL AND p.status NOT IN ('solved', 'closed') AND r.deleted = 0 AND r.state = 1
  AND p.no IN (SELECT l.no FROM ix_problem_places l WHERE substr(l.place, 1, 5) = :place)
ORDER BY p.due NULLS LAST, p.no;

-- query problems_to_close many
--   -> no int
SELECT p.no FROM ix_problem p JOIN record r ON r.no = p.no
WHERE p.status = 'solved' AND r.deleted = 0 AND r.state = 1 ORDER BY r.updated, p.no;

-- How many of an organisation's are late.
-- query problems_late one
--   :org text, :today text
--   -> n int
SELECT COUNT(*) AS n FROM ix_problem p JOIN record r ON r.no = p.no
WHERE p.responsible = :org AND p.status NOT IN ('solved', 'closed') AND r.deleted = 0 AND r.state = 1 AND p.due < :today;
