-- Nodes of plans, from the table that the kernel derives.

-- CROSS JOIN: SQLite keeps this order, and does not look through all records for the few that are nodes.
-- query plan_numbers many
--   -> no int
SELECT p.no FROM ix_plan p CROSS JOIN record r WHERE r.no = p.no AND r.state = 1 ORDER BY p.period, p.code;
