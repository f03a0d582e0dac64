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
