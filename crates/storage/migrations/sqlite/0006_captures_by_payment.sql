-- The page of a payment that is paid shows its receipt: found by key, however many there are.
CREATE INDEX captures_by_payment ON captures (tenant_id, payment_id);
