-- Boundary packs, as imported: SVG path text in whole numbers of a frame. One set of shapes is one picture: the places of
-- one level inside one area (set_name "53/2": regencies of province 53; "53.02/4": villages of regency 53.02).
-- The frame says where on the earth the picture lies: x = (lon - lon0) * k * scale, y = (lat1 - lat) * scale, all four
-- numbers in millionths.
CREATE TABLE boundary_set (
	set_name {{text}} NOT NULL PRIMARY KEY,
	area {{text}} NOT NULL,
	level {{int}} NOT NULL,
	width {{int}} NOT NULL,
	height {{int}} NOT NULL,
	lon0 {{int}} NOT NULL,
	lat1 {{int}} NOT NULL,
	scale {{int}} NOT NULL,
	k {{int}} NOT NULL,
	source {{text}} NOT NULL
) {{strict}};

-- x and y are where a label stands; d is last because it is long.
CREATE TABLE boundary (
	set_name {{text}} NOT NULL REFERENCES boundary_set (set_name),
	code {{text}} NOT NULL,
	x {{int}} NOT NULL,
	y {{int}} NOT NULL,
	d {{text}} NOT NULL,
	CONSTRAINT boundary_key PRIMARY KEY (set_name, code)
) {{strict}};

-- A point inside a place, in hundred-thousandths of a degree; stand_in marks the point of the district for a village that
-- has no shape.
CREATE TABLE boundary_point (
	code {{text}} NOT NULL PRIMARY KEY,
	lat {{int}} NOT NULL,
	lon {{int}} NOT NULL,
	stand_in {{int}} NOT NULL
) {{strict}};
