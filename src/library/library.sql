-- Regulations, from the table that the kernel derives; laws stand above what is issued under them.

-- CROSS JOIN: SQLite keeps this order, and does not look through all records for the few that are regulations.
-- query regulation_numbers many
--   -> no int
SELECT g.no FROM ix_regulation g CROSS JOIN record r WHERE r.no = g.no AND r.state = 1
ORDER BY CASE g.level WHEN 'center' THEN 1 WHEN 'province' THEN 2 WHEN 'regency' THEN 3 ELSE 4 END,
  CASE g.sort WHEN 'UU' THEN 1 WHEN 'PP' THEN 2 WHEN 'Perpres' THEN 3 WHEN 'Keppres' THEN 4 WHEN 'Perda' THEN 5 ELSE 6 END,
  g.sort, g.year, g.number, g.no;
