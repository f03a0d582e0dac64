-- Who owes which report, and what came of it: approved plans in force x programmes x regencies of their rows, beside the
-- reports. Plans and reports of the tables that the kernel derives; what is deleted is not in them.
-- A report is looked up by what it answers (ix_report_owed): one index, a handful of reports.

-- How many reports each partner owes in each period of a year.
-- query owed_partners many
--   :year int, :partner text, :regency text, :agency text
--   -> partner text, ref text, n int
SELECT w.partner, MIN(g.ref) AS ref, COUNT(*) AS n
FROM ix_workplan w JOIN record r ON r.no = w.no JOIN ix_workplan_owed o ON o.no = w.no
JOIN record p ON p.id = w.partner JOIN ix_organisation g ON g.no = p.no
WHERE w.year = :year AND w.status IN ('approved', 'signed')
  AND (CAST(:partner AS TEXT) IS NULL OR w.partner = :partner) AND (CAST(:regency AS TEXT) IS NULL OR o.regency = :regency)
  AND (CAST(:agency AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM ix_workplan_owner a WHERE a.no = w.no AND a.value = :agency))
  AND NOT EXISTS (SELECT 1 FROM ix_workplan n WHERE n.revises = r.id AND n.status IN ('approved', 'signed'))
GROUP BY w.partner ORDER BY ref, w.partner;

-- The same by regency.
-- query owed_regencies many
--   :year int, :partner text, :regency text, :agency text
--   -> regency text, n int
SELECT o.regency, COUNT(*) AS n
FROM ix_workplan w JOIN record r ON r.no = w.no JOIN ix_workplan_owed o ON o.no = w.no
WHERE w.year = :year AND w.status IN ('approved', 'signed')
  AND (CAST(:partner AS TEXT) IS NULL OR w.partner = :partner) AND (CAST(:regency AS TEXT) IS NULL OR o.regency = :regency)
  AND (CAST(:agency AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM ix_workplan_owner a WHERE a.no = w.no AND a.value = :agency))
  AND NOT EXISTS (SELECT 1 FROM ix_workplan n WHERE n.revises = r.id AND n.status IN ('approved', 'signed'))
GROUP BY o.regency ORDER BY o.regency;

-- Reports of one partner's obligations by period and status.
-- query owed_of_partner many
--   :year int, :partner text, :regency text, :agency text
--   -> period text, status text, n int
SELECT p.period, p.status, COUNT(*) AS n
FROM ix_workplan w JOIN record r ON r.no = w.no JOIN ix_workplan_owed o ON o.no = w.no
JOIN ix_report_owed k ON k.owed = COALESCE(w.first, r.id) || '/' || COALESCE(o.programme, '') || '/' || o.regency
JOIN ix_report p ON p.no = k.no
WHERE w.year = :year AND w.partner = :partner AND w.status IN ('approved', 'signed')
  AND (CAST(:regency AS TEXT) IS NULL OR o.regency = :regency)
  AND (CAST(:agency AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM ix_workplan_owner a WHERE a.no = w.no AND a.value = :agency))
  AND NOT EXISTS (SELECT 1 FROM ix_workplan n WHERE n.revises = r.id AND n.status IN ('approved', 'signed'))
GROUP BY p.period, p.status ORDER BY p.period, p.status;

-- Reports by regency, period and status.
-- query owed_by_regency many
--   :year int, :partner text, :regency text, :agency text
--   -> regency text, period text, status text, n int
SELECT o.regency, p.period, p.status, COUNT(*) AS n
FROM ix_workplan w JOIN record r ON r.no = w.no JOIN ix_workplan_owed o ON o.no = w.no
JOIN ix_report_owed k ON k.owed = COALESCE(w.first, r.id) || '/' || COALESCE(o.programme, '') || '/' || o.regency
JOIN ix_report p ON p.no = k.no
WHERE w.year = :year AND w.status IN ('approved', 'signed')
  AND (CAST(:partner AS TEXT) IS NULL OR w.partner = :partner) AND (CAST(:regency AS TEXT) IS NULL OR o.regency = :regency)
  AND (CAST(:agency AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM ix_workplan_owner a WHERE a.no = w.no AND a.value = :agency))
  AND NOT EXISTS (SELECT 1 FROM ix_workplan n WHERE n.revises = r.id AND n.status IN ('approved', 'signed'))
GROUP BY o.regency, p.period, p.status ORDER BY o.regency, p.period, p.status;

-- The obligations of one period, with the report where there is one. :state is "open" (not handed in), "in", "returned",
-- "accepted" or NULL.
-- query owed_list many
--   :year int, :partner text, :regency text, :agency text, :period text, :state text, :skip int, :most int
--   -> plan text, first text, partner text, programme text, regency text, report int, status text, handed_in text
SELECT r.id AS plan, COALESCE(w.first, r.id) AS first, w.partner, o.programme, o.regency, p.no AS report, p.status, p.handed_in
FROM ix_workplan w JOIN record r ON r.no = w.no JOIN ix_workplan_owed o ON o.no = w.no
LEFT JOIN (ix_report_owed k JOIN ix_report p ON p.no = k.no)
  ON k.owed = COALESCE(w.first, r.id) || '/' || COALESCE(o.programme, '') || '/' || o.regency AND p.period = :period
WHERE w.year = :year AND w.status IN ('approved', 'signed')
  AND (CAST(:partner AS TEXT) IS NULL OR w.partner = :partner) AND (CAST(:regency AS TEXT) IS NULL OR o.regency = :regency)
  AND (CAST(:agency AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM ix_workplan_owner a WHERE a.no = w.no AND a.value = :agency))
  AND (CAST(:state AS TEXT) IS NULL OR CASE WHEN p.no IS NULL OR p.status = 'draft' THEN 'open'
    WHEN p.status IN ('submitted', 'checked', 'verified') THEN 'in' ELSE p.status END = :state)
  AND NOT EXISTS (SELECT 1 FROM ix_workplan n WHERE n.revises = r.id AND n.status IN ('approved', 'signed'))
ORDER BY w.partner, w.no, o.regency, o.row LIMIT CAST(:most AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- query owed_years many
--   -> year int
SELECT DISTINCT year FROM ix_workplan WHERE status IN ('approved', 'signed') ORDER BY year DESC;

-- What the bureau has set for periods.
-- query period_set many
--   -> code text, due text, frozen text
SELECT code, due, frozen FROM ix_period ORDER BY code;

-- Reports of the same obligation, as far as they were handed in.
-- query report_series many
--   :first text, :programme text, :regency text
--   -> no int, period text, status text
SELECT no, period, status FROM ix_report
WHERE first = :first AND programme IS NOT DISTINCT FROM CAST(:programme AS TEXT) AND regency = :regency ORDER BY period;

-- query report_count one
--   -> n int
SELECT COUNT(*) AS n FROM ix_report;

-- query confirmations_of many
--   :report text
--   -> no int
SELECT no FROM ix_confirmation WHERE report = :report ORDER BY no;

-- The example plan with a title, for the example reports.
-- query report_demo_plan many
--   :title text
--   -> no int, id text, regency text
SELECT w.no, r.id, o.regency FROM ix_workplan w JOIN record r ON r.no = w.no JOIN ix_workplan_owed o ON o.no = w.no
WHERE w.title = :title AND w.year = 2026 AND w.status IN ('approved', 'signed') ORDER BY w.no, o.row LIMIT 1;

-- What waits for whom.
-- query report_returned_to many
--   :partner text
--   -> no int
SELECT no FROM ix_report WHERE status = 'returned' AND partner = :partner ORDER BY no;

-- query report_to_check many
--   :regency text
--   -> no int
SELECT no FROM ix_report WHERE status = 'submitted' AND regency = :regency ORDER BY no;

-- query report_to_verify many
--   :agency text
--   -> no int
SELECT p.no FROM ix_report p JOIN ix_report_owner o ON o.no = p.no
WHERE p.status = 'checked' AND o.value = :agency ORDER BY p.no;

-- Checked by all who are asked; without an agency that is the regency alone.
-- query report_to_decide many
--   -> no int
SELECT p.no FROM ix_report p WHERE p.status = 'verified'
  OR (p.status = 'checked' AND NOT EXISTS (SELECT 1 FROM ix_report_accompanying a WHERE a.no = p.no)) ORDER BY p.no;

-- Accepted reports, the newest first: of one plan and its revisions, or of all.
-- query report_accepted many
--   :plan text
--   -> no int
SELECT no FROM ix_report WHERE status = 'accepted' AND (CAST(:plan AS TEXT) IS NULL OR first = :plan)
ORDER BY period DESC, no DESC LIMIT 200;

-- The plans of which a report of the period is not there yet.
-- query owed_open_plans many
--   :year int, :period text
--   -> no int
SELECT DISTINCT w.no
FROM ix_workplan w JOIN record r ON r.no = w.no JOIN ix_workplan_owed o ON o.no = w.no
LEFT JOIN (ix_report_owed k JOIN ix_report p ON p.no = k.no)
  ON k.owed = COALESCE(w.first, r.id) || '/' || COALESCE(o.programme, '') || '/' || o.regency AND p.period = :period
WHERE w.year = :year AND w.status IN ('approved', 'signed') AND (p.no IS NULL OR p.status = 'draft')
  AND NOT EXISTS (SELECT 1 FROM ix_workplan n WHERE n.revises = r.id AND n.status IN ('approved', 'signed'))
ORDER BY w.no;
