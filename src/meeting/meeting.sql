-- Meetings, from the tables that the kernel derives.

-- query event_by_reply one
--   :hash text
--   -> no int
SELECT i.no FROM ix_event_invitation i JOIN record r ON r.no = i.no
WHERE i.token_hash = :hash AND r.deleted = 0 AND r.state = 1;

-- query event_by_checkin one
--   :token text
--   -> no int
SELECT e.no FROM ix_event e JOIN record r ON r.no = e.no WHERE e.checkin = :token AND r.deleted = 0 AND r.state = 1;

-- All events, the latest first.
-- query events_all many
--   -> no int
SELECT e.no FROM ix_event e JOIN record r ON r.no = e.no
WHERE r.deleted = 0 AND r.state = 1 ORDER BY e.date DESC, e.no DESC LIMIT 2000;

-- The events before a day, the latest first.
-- query events_before many
--   :day text
--   -> no int
SELECT e.no FROM ix_event e JOIN record r ON r.no = e.no
WHERE r.deleted = 0 AND r.state = 1 AND e.date < :day AND e.status IN ('held', 'closed')
ORDER BY e.date DESC, e.no DESC LIMIT 200;

-- query decisions_of many
--   :event text
--   -> no int
SELECT d.no FROM ix_decision d JOIN record r ON r.no = d.no
WHERE d.event = :event AND r.deleted = 0 AND r.state = 1 ORDER BY d.number, d.no;

-- query actions_of many
--   :event text
--   -> no int
SELECT a.no FROM ix_action_item a JOIN record r ON r.no = a.no
WHERE a.event = :event AND r.deleted = 0 AND r.state = 1 ORDER BY a.number, a.no;

-- query actions_all many
--   -> no int
SELECT a.no FROM ix_action_item a JOIN record r ON r.no = a.no
WHERE r.deleted = 0 AND r.state = 1 ORDER BY a.due, a.no LIMIT 5000;

-- query contributions_of many
--   :event text
--   -> no int
SELECT c.no FROM ix_contribution c JOIN record r ON r.no = c.no
WHERE c.event = :event AND r.deleted = 0 AND r.state = 1 ORDER BY c.no;

-- The highest number that a decision, or an action item, of an event has.
-- query decision_last one
--   :event text
--   -> n int
SELECT MAX(d.number) AS n FROM ix_decision d WHERE d.event = :event;

-- query action_last one
--   :event text
--   -> n int
SELECT MAX(a.number) AS n FROM ix_action_item a WHERE a.event = :event;

-- Those who can be invited.
-- query event_organisations many
--   -> no int
SELECT o.no FROM ix_organisation o JOIN record r ON r.no = o.no WHERE r.deleted = 0 AND r.state = 1 ORDER BY o.no LIMIT 5000;

-- What somebody owes: action items that are open, the nearest day first.
-- query actions_owed_by_org many
--   :org text
--   -> no int
SELECT a.no FROM ix_action_item a JOIN record r ON r.no = a.no
WHERE a.organisation = :org AND a.status IN ('pending', 'progress') AND r.deleted = 0 AND r.state = 1 ORDER BY a.due, a.no;

-- query actions_owed_by_regency many
--   :place text
--   -> no int
SELECT a.no FROM ix_action_item a JOIN record r ON r.no = a.no
WHERE a.regency = :place AND a.status IN ('pending', 'progress') AND r.deleted = 0 AND r.state = 1 ORDER BY a.due, a.no;

-- query actions_late_of_all many
--   :today text
--   -> no int
SELECT a.no FROM ix_action_item a JOIN record r ON r.no = a.no
WHERE a.due < :today AND a.status IN ('pending', 'progress') AND r.deleted = 0 AND r.state = 1 ORDER BY a.due, a.no;

-- query actions_late_of one
--   :org text, :place text, :today text
--   -> n int
SELECT COUNT(*) AS n FROM ix_action_item a JOIN record r ON r.no = a.no
WHERE (a.organisation = :org OR a.regency = :place) AND a.due < :today AND a.status IN ('pending', 'progress')
  AND r.deleted = 0 AND r.state = 1;

-- Invitations that nobody has answered yet.
-- query invitations_unanswered many
--   :org text, :place text, :today text
--   -> no int
SELECT DISTINCT e.no, e.date FROM ix_event_invitation i JOIN ix_event e ON e.no = i.no JOIN record r ON r.no = e.no
WHERE (i.organisation = :org OR i.place = :place) AND i.reply IS NULL AND e.status = 'invited' AND e.date >= :today
  AND r.deleted = 0 AND r.state = 1 ORDER BY e.date, e.no;

-- Events that a regency was invited to, did not come to, and has not written to.
-- query contributions_owed many
--   :place text, :since text
--   -> no int
SELECT DISTINCT e.no, e.date FROM ix_event_invitation i JOIN ix_event e ON e.no = i.no JOIN record r ON r.no = e.no
WHERE i.place = :place AND e.status IN ('held', 'closed') AND e.date >= :since AND r.deleted = 0 AND r.state = 1
  AND NOT EXISTS (SELECT 1 FROM ix_event_attendance t WHERE t.no = e.no AND substr(t.place, 1, 5) = :place)
  AND e.no NOT IN (SELECT v.no FROM record v JOIN ix_contribution c ON c.event = v.id WHERE c.regency = :place)
ORDER BY e.date, e.no;

-- Plans of a year that were handed in.
-- query plans_of_year many
--   :year int
--   -> no int
SELECT w.no FROM ix_workplan w JOIN record r ON r.no = w.no
WHERE w.year = :year AND w.status IN ('submitted', 'returned', 'approved', 'signed') AND r.deleted = 0 AND r.state = 1
ORDER BY w.no LIMIT 500;

-- query event_count one
--   -> n int
SELECT COUNT(*) AS n FROM ix_event;

-- Reports of a year that are looked at by both sides, or were.
-- query reports_of_year many
--   :year int
--   -> no int
SELECT p.no FROM ix_report p JOIN record r ON r.no = p.no
WHERE p.year = :year AND p.status <> 'draft' AND r.deleted = 0 AND r.state = 1 ORDER BY p.period, p.no LIMIT 500;
