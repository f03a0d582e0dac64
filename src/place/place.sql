-- The places as the kernel derived them, for the index in memory, and the tables of boundary packs.

-- query place_rows many
--   -> no int, code text, level int, kind text, name text, parent text, bps_code text, capital text, island_group text, latitude int, longitude int, area_km2 int, valid_until text, replaced_by text
SELECT p.no, p.code, p.level, p.kind, p.name, p.parent, p.bps_code, p.capital, p.island_group, p.latitude, p.longitude,
       p.area_km2, p.valid_until, p.replaced_by
FROM ix_place p JOIN record r ON r.no = p.no WHERE r.state = 1 ORDER BY p.level, p.code;

-- query place_name_rows many
--   -> no int, name text
SELECT no, name FROM ix_place_names ORDER BY no, row;

-- query place_match_rows many
--   -> activity text, location text, place text
SELECT m.activity, m.location, m.place
FROM ix_place_match m JOIN record r ON r.no = m.no WHERE r.state = 1 ORDER BY m.no;

-- query boundary_set_rows many
--   -> set_name text, area text, level int, width int, height int, lon0 int, lat1 int, scale int, k int, source text
SELECT set_name, area, level, width, height, lon0, lat1, scale, k, source FROM boundary_set ORDER BY set_name;

-- query boundary_rows many
--   -> set_name text, code text, x int, y int, d text
SELECT set_name, code, x, y, d FROM boundary ORDER BY set_name, code;

-- query boundary_point_rows many
--   -> code text, lat int, lon int, stand_in int
SELECT code, lat, lon, stand_in FROM boundary_point ORDER BY code;

-- query boundary_point_clear exec
DELETE FROM boundary_point;

-- query boundary_clear exec
DELETE FROM boundary;

-- query boundary_set_clear exec
DELETE FROM boundary_set;

-- query boundary_set_insert exec
--   :set_name text, :area text, :level int, :width int, :height int, :lon0 int, :lat1 int, :scale int, :k int, :source text
INSERT INTO boundary_set (set_name, area, level, width, height, lon0, lat1, scale, k, source)
VALUES (:set_name, :area, :level, :width, :height, :lon0, :lat1, :scale, :k, :source);

-- query boundary_insert exec
--   :set_name text, :code text, :x int, :y int, :d text
INSERT INTO boundary (set_name, code, x, y, d) VALUES (:set_name, :code, :x, :y, :d);

-- query boundary_point_insert exec
--   :code text, :lat int, :lon int, :stand_in int
INSERT INTO boundary_point (code, lat, lon, stand_in) VALUES (:code, :lat, :lon, :stand_in);

-- query place_table_count one
-- engine sqlite
--   :name text
--   -> n int
SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = :name;

-- query place_table_count one
-- engine pg
--   :name text
--   -> n int
SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = :name;
