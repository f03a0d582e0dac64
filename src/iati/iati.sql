-- query iati_records many
--   :kind int, :after int, :limit int
--   -> no int
SELECT no FROM record WHERE kind = :kind AND deleted = 0 AND no > :after ORDER BY no LIMIT :limit;
