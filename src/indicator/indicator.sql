-- Figures of places, from the table that the kernel derives.

-- CROSS JOIN: SQLite keeps this order, and does not look through all records for the few that are indicators.
-- query indicator_numbers many
--   -> no int
SELECT i.no FROM ix_indicator i CROSS JOIN record r WHERE r.no = i.no AND r.state = 1 ORDER BY i.code;

-- query indicator_place_rows many
--   :place text
--   -> indicator text, series text, place text, period text, subset text, value int, status text, source text, as_of text, note text
SELECT v.indicator, v.series, v.place, v.period, v.subset, v.value, v.status, v.source, v.as_of, v.note
FROM ix_indicator_value v JOIN record r ON r.no = v.no WHERE v.place = :place AND r.state = 1
ORDER BY v.indicator, v.series, COALESCE(v.subset, ''), v.period;

-- query indicator_series_rows many
--   :indicator text, :series text
--   -> indicator text, series text, place text, period text, subset text, value int, status text, source text, as_of text, note text
SELECT v.indicator, v.series, v.place, v.period, v.subset, v.value, v.status, v.source, v.as_of, v.note
FROM ix_indicator_value v JOIN record r ON r.no = v.no
WHERE v.indicator = :indicator AND v.series = :series AND v.subset IS NULL AND r.state = 1
ORDER BY v.period, v.place;
