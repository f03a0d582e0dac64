-- Letters on their way out. A letter is claimed by counting a try: who comes second changes no row.

-- query mail_put exec
--   :id text, :made int, :until int, :recipient text, :subject text, :message blob
INSERT INTO mail (id, state, made, due, until, ended, tries, recipient, subject, said, message)
VALUES (:id, 1, :made, :made, :until, 0, 0, :recipient, :subject, '', :message);

-- What is worth something for the shortest time goes first.
-- query mail_next one
--   :now int
--   -> id text, until int, tries int, recipient text, message blob
SELECT id, until, tries, recipient, message FROM mail WHERE state = 1 AND due <= :now ORDER BY until, id LIMIT 1;

-- query mail_claim exec
--   :id text, :tries int, :due int
UPDATE mail SET tries = tries + 1, due = :due WHERE id = :id AND state = 1 AND tries = :tries;

-- query mail_hand exec
--   :id text, :tries int, :due int
UPDATE mail SET state = 2, due = :due WHERE id = :id AND state = 1 AND tries = :tries;

-- query mail_again exec
--   :id text, :tries int, :due int, :said text
UPDATE mail SET state = 1, due = :due, said = :said WHERE id = :id AND state < 3 AND tries = :tries;

-- query mail_end exec
--   :id text, :tries int, :state int, :now int, :said text
UPDATE mail SET state = :state, ended = :now, said = :said, message = NULL WHERE id = :id AND state < 3 AND tries = :tries;

-- query mail_lost exec
--   :now int
UPDATE mail SET state = 5, ended = :now, message = NULL WHERE state = 2 AND due <= :now;

-- query mail_hurry exec
--   :now int
UPDATE mail SET due = :now WHERE state = 1 AND due > :now;

-- query mail_prune exec
--   :before int
DELETE FROM mail WHERE state >= 3 AND made < :before;

-- query mail_list many
--   :max int
--   -> id text, state int, made int, due int, tries int, recipient text, subject text, said text
SELECT id, state, made, due, tries, recipient, subject, said FROM mail ORDER BY made DESC, id DESC LIMIT :max;
