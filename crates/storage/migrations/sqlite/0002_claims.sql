-- Claims as things of their own: where they came from, what the authority says about them, what
-- arrived for them. A payment settles one or several of them, or a part of one.

ALTER TABLE claims ADD COLUMN origin TEXT NOT NULL DEFAULT 'channel'
    CHECK (origin IN ('channel', 'import', 'catalogue'));
ALTER TABLE claims ADD COLUMN text TEXT;
ALTER TABLE claims ADD COLUMN party TEXT;
ALTER TABLE claims ADD COLUMN due_on INTEGER;
ALTER TABLE claims ADD COLUMN payable_from INTEGER;
ALTER TABLE claims ADD COLUMN payable_until INTEGER;
ALTER TABLE claims ADD COLUMN blocked_at INTEGER;
ALTER TABLE claims ADD COLUMN cancelled_at INTEGER;
ALTER TABLE claims ADD COLUMN settled_cents INTEGER NOT NULL DEFAULT 0 CHECK (settled_cents >= 0);
ALTER TABLE claims ADD COLUMN factor_hash BLOB;
ALTER TABLE claims ADD COLUMN import_id BLOB;
ALTER TABLE claims ADD COLUMN row_hash BLOB;

-- A file of claims. Its rows are seen by nobody before it is applied, in one write; one that was
-- not is taken away again. One at a time per tenant, and each applied once.
CREATE TABLE imports (
    tenant_id   BLOB NOT NULL,
    import_id   BLOB NOT NULL,
    started_at  INTEGER NOT NULL,
    alive_until INTEGER NOT NULL,
    ended_at    INTEGER,
    applied_at  INTEGER,
    file_hash   BLOB,
    rows_read   INTEGER NOT NULL,
    added       INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, import_id),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK (applied_at IS NULL OR (ended_at IS NOT NULL AND file_hash IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX imports_running ON imports (tenant_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX imports_by_file ON imports (tenant_id, file_hash)
    WHERE applied_at IS NOT NULL;

-- What a file that is not applied yet says about claims that are there already. One without
-- terms says the same as before.
CREATE TABLE claim_changes (
    tenant_id     BLOB NOT NULL,
    import_id     BLOB NOT NULL,
    claim_id      BLOB NOT NULL,
    amount_cents  INTEGER CHECK (amount_cents > 0),
    text          TEXT,
    party         TEXT,
    due_on        INTEGER,
    payable_from  INTEGER,
    payable_until INTEGER,
    blocked_at    INTEGER,
    cancelled_at  INTEGER,
    factor_hash   BLOB,
    row_hash      BLOB,
    PRIMARY KEY (tenant_id, import_id, claim_id),
    FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, import_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
) STRICT;

-- How much of which claim a payment is to settle. Adds up to the payment's amount.
CREATE TABLE payment_claims (
    tenant_id    BLOB NOT NULL,
    payment_id   BLOB NOT NULL,
    claim_id     BLOB NOT NULL,
    share_cents  INTEGER NOT NULL CHECK (share_cents > 0),
    PRIMARY KEY (tenant_id, payment_id, claim_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
) STRICT;
CREATE INDEX payment_claims_by_claim ON payment_claims (tenant_id, claim_id);
INSERT INTO payment_claims (tenant_id, payment_id, claim_id, share_cents)
SELECT tenant_id, payment_id, claim_id, amount_cents FROM payments;
UPDATE claims SET settled_cents = (
    SELECT CAST(coalesce(sum(p.amount_cents), 0) AS BIGINT) FROM payments p
    WHERE p.tenant_id = claims.tenant_id AND p.claim_id = claims.claim_id AND p.state = 'paid');
DROP INDEX payments_by_claim;

-- Tries at the notice page that did not find what they looked for: keyed hashes, erased soon.
CREATE TABLE guesses (
    tenant_id BLOB NOT NULL,
    key       BLOB NOT NULL,
    tries     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key)
) STRICT;
CREATE INDEX guesses_over ON guesses (until);

-- Shares are written once: what a payment was for never changes.
CREATE TRIGGER payment_claims_are_final BEFORE UPDATE ON payment_claims
BEGIN SELECT RAISE(ABORT, 'payment_claims is append-only'); END;
CREATE TRIGGER payment_claims_stay BEFORE DELETE ON payment_claims
BEGIN SELECT RAISE(ABORT, 'payment_claims is append-only'); END;
