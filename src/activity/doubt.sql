-- Locations that a person may decide about.

-- query doubtful_count one
--   :show int, :partner text
--   -> n int
SELECT count(*) AS n FROM ix_activity_place p JOIN ix_activity a ON a.no = p.no
WHERE (CASE WHEN p.method = 'decision' THEN 2 WHEN p.doubtful = 1 THEN 0 WHEN p.method = '' OR p.method IS NULL THEN 1 ELSE 3 END) = CAST(:show AS BIGINT)
AND (CAST(:partner AS TEXT) = '' OR a.reporting_org_ref = CAST(:partner AS TEXT));

-- query doubtful_places many
--   :show int, :partner text, :skip int, :max int
--   -> no int, row int
SELECT p.no, p.row FROM ix_activity_place p JOIN ix_activity a ON a.no = p.no
WHERE (CASE WHEN p.method = 'decision' THEN 2 WHEN p.doubtful = 1 THEN 0 WHEN p.method = '' OR p.method IS NULL THEN 1 ELSE 3 END) = CAST(:show AS BIGINT)
AND (CAST(:partner AS TEXT) = '' OR a.reporting_org_ref = CAST(:partner AS TEXT))
ORDER BY a.reporting_org_ref, p.no, p.row LIMIT CAST(:max AS BIGINT) OFFSET CAST(:skip AS BIGINT);

-- query decision_of one
--   :activity text, :location text
--   -> no int
SELECT m.no FROM ix_place_match m JOIN record r ON r.no = m.no WHERE r.deleted = 0 AND m.location = :location
AND coalesce(m.activity, '') = CAST(:activity AS TEXT) ORDER BY m.no DESC LIMIT 1;

-- query activity_called one
--   :identifier text, :own text
--   -> no int
SELECT a.no FROM ix_activity a JOIN record r ON r.no = a.no WHERE a.iati_identifier = :identifier AND r.id <> :own ORDER BY a.no LIMIT 1;
