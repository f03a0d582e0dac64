-- What the cube is built from: the derived tables, each in order of the record's number.

-- query cube_places many
--   -> code text, level int, name text, kind text
SELECT code, level, name, kind FROM ix_place ORDER BY code;

-- query cube_organisations many
--   -> no int
SELECT no FROM ix_organisation ORDER BY no;

-- query cube_activities many
--   -> no int, identifier text, status text, org text, updated text, currency text
SELECT no, iati_identifier, activity_status, reporting_org_ref, last_updated_datetime, default_currency
FROM ix_activity ORDER BY no;

-- query cube_dates many
--   -> no int, type text, date text
SELECT no, type, date FROM ix_activity_activity_date ORDER BY no, row;

-- query cube_participants many
--   -> no int, ref text
SELECT no, ref FROM ix_activity_participating_org WHERE ref IS NOT NULL ORDER BY no, row;

-- query cube_sectors many
--   -> no int, vocabulary text, code text, percentage int
SELECT no, vocabulary, code, percentage FROM ix_activity_sector ORDER BY no, row;

-- query cube_locations many
--   -> no int, place text, percentage int
SELECT no, place, percentage FROM ix_activity_place ORDER BY no, row;

-- query cube_countries many
--   -> no int, code text, percentage int
SELECT no, code, percentage FROM ix_activity_recipient_country ORDER BY no, row;

-- query cube_transactions many
--   -> no int, type text, date text, currency text, value_date text, value int
SELECT no, transaction_type, transaction_date, currency, value_date, value FROM ix_activity_transaction
WHERE transaction_type IN ('2', '3', '4') ORDER BY no, row;

-- query cube_budgets many
--   -> no int, start text, currency text, value_date text, value int
SELECT no, period_start, currency, value_date, value FROM ix_activity_budget ORDER BY no, row;
