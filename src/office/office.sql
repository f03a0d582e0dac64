-- Units, who signs for them, and the numbers of their letters.

-- Officials in a post on a day.
-- query officials_on many
--   :on text
--   -> no int
SELECT o.no FROM ix_official o JOIN record r ON r.no = o.no
WHERE r.deleted = 0 AND r.state = 1 AND o.since <= :on AND (o.until IS NULL OR o.until >= :on)
ORDER BY o.since DESC, o.no DESC;

-- query officials_of_unit many
--   :unit text
--   -> no int
SELECT o.no FROM ix_official o JOIN record r ON r.no = o.no
WHERE o.unit = :unit AND r.deleted = 0 AND r.state = 1 ORDER BY o.since DESC, o.no;

-- query unit_called one
--   :code text
--   -> no int
SELECT u.no FROM ix_unit u JOIN record r ON r.no = u.no WHERE u.code = :code AND r.deleted = 0 ORDER BY u.no LIMIT 1;

-- query letter_count exec
--   :unit text, :year int
INSERT INTO letter_count (unit, year, last) VALUES (:unit, :year, 1)
ON CONFLICT (unit, year) DO UPDATE SET last = letter_count.last + 1;

-- query letter_last one
--   :unit text, :year int
--   -> last int
SELECT last FROM letter_count WHERE unit = :unit AND year = :year;

-- query letter_add exec
--   :unit text, :year int, :sequence int, :number text, :at int, :actor text, :record text, :subject text
INSERT INTO letter_number (unit, year, sequence, number, at, actor, record, subject)
VALUES (:unit, :year, :sequence, :number, :at, :actor, :record, :subject);

-- query letter_list many
--   :unit text, :year int, :skip int, :max int
--   -> sequence int, number text, at int, actor text, no int, subject text
SELECT l.sequence, l.number, l.at, l.actor, coalesce(r.no, 0) AS no, l.subject
FROM letter_number l LEFT JOIN record r ON r.id = l.record
WHERE l.unit = :unit AND l.year = :year ORDER BY l.sequence DESC
LIMIT CAST(:max AS BIGINT) OFFSET CAST(:skip AS BIGINT);
