-- What the cube is built from: the derived tables, each in order of the record's number; all of it, or the records from
-- one number to another.

-- query cube_places many
--   -> code text, level int, name text, kind text
SELECT code, level, name, kind FROM ix_place ORDER BY code;

-- query cube_organisations many
--   -> no int
SELECT no FROM ix_organisation ORDER BY no;

-- query cube_activities many
--   :from int, :to int
--   -> no int, identifier text, status text, org text, updated text, currency text
SELECT no, iati_identifier, activity_status, reporting_org_ref, last_updated_datetime, default_currency
FROM ix_activity WHERE no >= :from AND no <= :to ORDER BY no;

-- query cube_names many
--   :from int, :to int
--   -> no int, title_id text, title_en text, reporter text, visibility int
SELECT n.no, n.title_id, n.title_en, n.reporter, r.visibility FROM ix_activity_name n JOIN record r ON r.no = n.no
WHERE n.no >= :from AND n.no <= :to ORDER BY n.no;

-- query cube_dates many
--   :from int, :to int
--   -> no int, type text, date text
SELECT no, type, date FROM ix_activity_activity_date WHERE no >= :from AND no <= :to ORDER BY no, row;

-- query cube_participants many
--   :from int, :to int
--   -> no int, ref text
SELECT no, ref FROM ix_activity_participating_org WHERE no >= :from AND no <= :to AND ref IS NOT NULL ORDER BY no, row;

-- query cube_sectors many
--   :from int, :to int
--   -> no int, vocabulary text, code text, percentage int
SELECT no, vocabulary, code, percentage FROM ix_activity_sector WHERE no >= :from AND no <= :to ORDER BY no, row;

-- query cube_locations many
--   :from int, :to int
--   -> no int, place text, percentage int
SELECT no, place, percentage FROM ix_activity_place WHERE no >= :from AND no <= :to ORDER BY no, row;

-- query cube_countries many
--   :from int, :to int
--   -> no int, code text, percentage int
SELECT no, code, percentage FROM ix_activity_recipient_country WHERE no >= :from AND no <= :to ORDER BY no, row;

-- query cube_transactions many
--   :from int, :to int
--   -> no int, type text, date text, currency text, value_date text, value int
SELECT no, transaction_type, transaction_date, currency, value_date, value FROM ix_activity_transaction
WHERE no >= :from AND no <= :to AND transaction_type IN ('2', '3', '4') ORDER BY no, row;

-- query cube_budgets many
--   :from int, :to int
--   -> no int, start text, currency text, value_date text, value int
SELECT no, period_start, currency, value_date, value FROM ix_activity_budget WHERE no >= :from AND no <= :to ORDER BY no, row;
