-- What an entry of the access log is about (a unit's or an account's id, a date, a year), and how it
-- is afterwards, in codes and figures. Never a person's name or what people wrote.
ALTER TABLE access_log ADD COLUMN subject TEXT;
ALTER TABLE access_log ADD COLUMN detail TEXT;
