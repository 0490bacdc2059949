-- Claims as things of their own: where they came from, what the authority says about them, what
-- arrived for them. A payment settles one or several of them, or a part of one.

-- Row-level security hides every tenant's rows from a migration that does not say it is for all.
SELECT set_config('zahlstelle.scope', 'operator', true);

ALTER TABLE claims ADD COLUMN origin text NOT NULL DEFAULT 'channel'
    CHECK (origin IN ('channel', 'import', 'catalogue'));
ALTER TABLE claims ADD COLUMN text text;
ALTER TABLE claims ADD COLUMN party text;
ALTER TABLE claims ADD COLUMN due_on bigint;
ALTER TABLE claims ADD COLUMN payable_from bigint;
ALTER TABLE claims ADD COLUMN payable_until bigint;
ALTER TABLE claims ADD COLUMN blocked_at timestamptz;
ALTER TABLE claims ADD COLUMN cancelled_at timestamptz;
ALTER TABLE claims ADD COLUMN settled_cents bigint NOT NULL DEFAULT 0 CHECK (settled_cents >= 0);
ALTER TABLE claims ADD COLUMN factor_hash bytea;
ALTER TABLE claims ADD COLUMN import_id uuid;
ALTER TABLE claims ADD COLUMN row_hash bytea;

-- A file of claims. Its rows are seen by nobody before it is applied, in one write; one that was
-- not is taken away again. One at a time per tenant, and each applied once.
CREATE TABLE imports (
    tenant_id   uuid NOT NULL,
    import_id   uuid NOT NULL,
    started_at  timestamptz NOT NULL,
    alive_until timestamptz NOT NULL,
    ended_at    timestamptz,
    applied_at  timestamptz,
    file_hash   bytea,
    rows_read   bigint NOT NULL,
    added       bigint NOT NULL,
    changed     bigint NOT NULL,
    PRIMARY KEY (tenant_id, import_id),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK (applied_at IS NULL OR (ended_at IS NOT NULL AND file_hash IS NOT NULL))
);
CREATE UNIQUE INDEX imports_running ON imports (tenant_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX imports_by_file ON imports (tenant_id, file_hash)
    WHERE applied_at IS NOT NULL;

-- What a file that is not applied yet says about claims that are there already. One without
-- terms says the same as before.
CREATE TABLE claim_changes (
    tenant_id     uuid NOT NULL,
    import_id     uuid NOT NULL,
    claim_id      uuid NOT NULL,
    amount_cents  bigint CHECK (amount_cents > 0),
    text          text,
    party         text,
    due_on        bigint,
    payable_from  bigint,
    payable_until bigint,
    blocked_at    timestamptz,
    cancelled_at  timestamptz,
    factor_hash   bytea,
    row_hash      bytea,
    PRIMARY KEY (tenant_id, import_id, claim_id),
    FOREIGN KEY (tenant_id, import_id) REFERENCES imports (tenant_id, import_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
);

-- How much of which claim a payment is to settle. Adds up to the payment's amount.
CREATE TABLE payment_claims (
    tenant_id    uuid NOT NULL,
    payment_id   uuid NOT NULL,
    claim_id     uuid NOT NULL,
    share_cents  bigint NOT NULL CHECK (share_cents > 0),
    PRIMARY KEY (tenant_id, payment_id, claim_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
);
CREATE INDEX payment_claims_by_claim ON payment_claims (tenant_id, claim_id);
INSERT INTO payment_claims (tenant_id, payment_id, claim_id, share_cents)
SELECT tenant_id, payment_id, claim_id, amount_cents FROM payments;
UPDATE claims SET settled_cents = (
    SELECT CAST(coalesce(sum(p.amount_cents), 0) AS BIGINT) FROM payments p
    WHERE p.tenant_id = claims.tenant_id AND p.claim_id = claims.claim_id AND p.state = 'paid');
DROP INDEX payments_by_claim;

-- Tries at the notice page that did not find what they looked for: keyed hashes, erased soon.
CREATE TABLE guesses (
    tenant_id uuid NOT NULL,
    key       bytea NOT NULL,
    tries     bigint NOT NULL,
    until     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX guesses_over ON guesses (until);

-- Shares are written once: what a payment was for never changes.
CREATE TRIGGER payment_claims_are_final BEFORE UPDATE OR DELETE ON payment_claims FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payment_claims_not_emptied BEFORE TRUNCATE ON payment_claims FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE imports FORCE ROW LEVEL SECURITY;
CREATE POLICY imports_by_tenant ON imports USING (in_scope(tenant_id));
ALTER TABLE claim_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE claim_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY claim_changes_by_tenant ON claim_changes USING (in_scope(tenant_id));
ALTER TABLE payment_claims ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_claims FORCE ROW LEVEL SECURITY;
CREATE POLICY payment_claims_by_tenant ON payment_claims USING (in_scope(tenant_id));
ALTER TABLE guesses ENABLE ROW LEVEL SECURITY;
ALTER TABLE guesses FORCE ROW LEVEL SECURITY;
CREATE POLICY guesses_by_tenant ON guesses USING (in_scope(tenant_id));
