-- Everything a payment needs, from the tenant to the sealed ledger. The tenant is the first column
-- of every primary, foreign and unique key; only `directory`, which finds the tenant, is without.

CREATE TABLE directory (
    kind      TEXT NOT NULL CHECK (kind IN ('slug', 'client', 'account', 'endpoint')),
    name      TEXT NOT NULL,
    tenant_id BLOB NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenants (
    tenant_id  BLOB NOT NULL PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    document   TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE number_pools (
    tenant_id    BLOB NOT NULL,
    pool_id      BLOB NOT NULL,
    code         TEXT NOT NULL,
    document     TEXT NOT NULL,
    next_counter INTEGER NOT NULL CHECK (next_counter >= 0),
    PRIMARY KEY (tenant_id, pool_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

CREATE TABLE provider_accounts (
    tenant_id  BLOB NOT NULL,
    account_id BLOB NOT NULL,
    code       TEXT NOT NULL,
    document   TEXT NOT NULL,
    secret     BLOB NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

CREATE TABLE services (
    tenant_id  BLOB NOT NULL,
    service_id BLOB NOT NULL,
    pool_id    BLOB NOT NULL,
    code       TEXT NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, service_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, pool_id) REFERENCES number_pools (tenant_id, pool_id)
) STRICT;

CREATE TABLE clients (
    tenant_id   BLOB NOT NULL,
    client_id   BLOB NOT NULL,
    name        TEXT NOT NULL,
    secret_hash BLOB NOT NULL,
    document    TEXT NOT NULL,
    PRIMARY KEY (tenant_id, client_id),
    UNIQUE (tenant_id, name),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

CREATE TABLE endpoints (
    tenant_id  BLOB NOT NULL,
    originator TEXT NOT NULL,
    end_point  TEXT NOT NULL,
    service_id BLOB NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, originator, end_point),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
) STRICT;

CREATE TABLE access_tokens (
    tenant_id  BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    client_id  BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id)
) STRICT;

CREATE TABLE claims (
    tenant_id    BLOB NOT NULL,
    claim_id     BLOB NOT NULL,
    service_id   BLOB NOT NULL,
    kassenzeichen TEXT NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, claim_id),
    UNIQUE (tenant_id, kassenzeichen),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
) STRICT;

CREATE TABLE payments (
    tenant_id    BLOB NOT NULL,
    payment_id   BLOB NOT NULL,
    claim_id     BLOB NOT NULL,
    service_id   BLOB NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    state        TEXT NOT NULL
        CHECK (state IN ('open', 'paying', 'paid', 'expired', 'cancelled')),
    attempt_id   BLOB,
    attempts     INTEGER NOT NULL,
    alert        TEXT,
    method       TEXT,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    due_at       INTEGER,
    tries        INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id),
    CHECK ((state = 'paying') = (attempt_id IS NOT NULL)),
    CHECK ((state IN ('paid', 'expired', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK ((state IN ('open', 'paying')) = (due_at IS NOT NULL))
) STRICT;
CREATE INDEX payments_due ON payments (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX payments_by_claim ON payments (tenant_id, claim_id);

-- What a calling system sent, apart from the payment, so that it can be erased on its own.
CREATE TABLE payment_requests (
    tenant_id    BLOB NOT NULL,
    payment_id   BLOB NOT NULL,
    originator   TEXT NOT NULL,
    end_point    TEXT NOT NULL,
    request_id   TEXT NOT NULL,
    fingerprint  BLOB NOT NULL,
    body         TEXT NOT NULL,
    items        TEXT NOT NULL,
    redirect_url TEXT,
    PRIMARY KEY (tenant_id, payment_id),
    UNIQUE (tenant_id, originator, end_point, request_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id)
) STRICT;

CREATE TABLE attempts (
    tenant_id       BLOB NOT NULL,
    attempt_id      BLOB NOT NULL,
    payment_id      BLOB NOT NULL,
    number          INTEGER NOT NULL CHECK (number > 0),
    account_id      BLOB NOT NULL,
    method          TEXT NOT NULL,
    locale          TEXT NOT NULL,
    amount_cents    INTEGER NOT NULL CHECK (amount_cents > 0),
    state           TEXT NOT NULL CHECK (state IN ('intended', 'redirected', 'approved', 'captured',
                                                   'pending', 'declined', 'unknown', 'lapsed')),
    order_ref       TEXT,
    buyer_url       TEXT,
    capture_ref     TEXT,
    capture_number  INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, attempt_id),
    UNIQUE (tenant_id, payment_id, number),
    UNIQUE (tenant_id, account_id, order_ref),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES provider_accounts (tenant_id, account_id)
) STRICT;

-- Money a provider confirmed. Its key is why the same money is never booked twice.
CREATE TABLE captures (
    tenant_id    BLOB NOT NULL,
    account_id   BLOB NOT NULL,
    capture_ref  TEXT NOT NULL,
    payment_id   BLOB NOT NULL,
    attempt_id   BLOB NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    fee_cents    INTEGER CHECK (fee_cents >= 0),
    fact         TEXT NOT NULL,
    captured_at  INTEGER NOT NULL,
    booked_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, capture_ref),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES attempts (tenant_id, attempt_id)
) STRICT;

-- Money a provider says has left again.
CREATE TABLE refunds_seen (
    tenant_id    BLOB NOT NULL,
    account_id   BLOB NOT NULL,
    refund_ref   TEXT NOT NULL,
    capture_ref  TEXT NOT NULL,
    payment_id   BLOB NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    booked_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, refund_ref),
    FOREIGN KEY (tenant_id, account_id, capture_ref)
        REFERENCES captures (tenant_id, account_id, capture_ref)
) STRICT;

CREATE TABLE transfers (
    tenant_id    BLOB NOT NULL,
    transfer_id  BLOB NOT NULL,
    payment_id   BLOB NOT NULL,
    debit        TEXT NOT NULL,
    credit       TEXT NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    reason       TEXT NOT NULL,
    booked_at    INTEGER NOT NULL,
    sequence     INTEGER,
    seal         BLOB,
    PRIMARY KEY (tenant_id, transfer_id),
    UNIQUE (tenant_id, sequence),
    CHECK (debit <> credit),
    CHECK ((sequence IS NULL) = (seal IS NULL))
) STRICT;
CREATE INDEX transfers_unsealed ON transfers (tenant_id, transfer_id) WHERE sequence IS NULL;
CREATE INDEX transfers_by_payment ON transfers (tenant_id, payment_id);

CREATE TABLE seal_heads (
    tenant_id BLOB NOT NULL PRIMARY KEY,
    sequence  INTEGER NOT NULL,
    seal      BLOB NOT NULL,
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- Sums of the sealed transfers. The receivables of all payments share one row.
CREATE TABLE balances (
    tenant_id    BLOB NOT NULL,
    account      TEXT NOT NULL,
    debit_cents  INTEGER NOT NULL,
    credit_cents INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- Messages of providers: what they hint at, not what they say.
CREATE TABLE notices (
    tenant_id   BLOB NOT NULL,
    notice_id   BLOB NOT NULL,
    account_id  BLOB NOT NULL,
    event_ref   TEXT NOT NULL,
    hint        TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, notice_id),
    UNIQUE (tenant_id, account_id, event_ref),
    FOREIGN KEY (tenant_id, account_id) REFERENCES provider_accounts (tenant_id, account_id)
) STRICT;

-- The outbox: work that is due, written in the same transaction as what caused it.
CREATE TABLE jobs (
    tenant_id   BLOB NOT NULL,
    job_id      BLOB NOT NULL,
    kind        TEXT NOT NULL,
    subject     BLOB NOT NULL,
    due_at      INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    gave_up_at  INTEGER,
    PRIMARY KEY (tenant_id, job_id),
    UNIQUE (tenant_id, kind, subject)
) STRICT;
CREATE INDEX jobs_due ON jobs (due_at) WHERE gave_up_at IS NULL;

-- What the treasury has to look at.
CREATE TABLE tasks (
    tenant_id    BLOB NOT NULL,
    task_id      BLOB NOT NULL,
    kind         TEXT NOT NULL,
    payment_id   BLOB NOT NULL,
    reference    TEXT NOT NULL,
    amount_cents INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    done_at      INTEGER,
    PRIMARY KEY (tenant_id, task_id),
    UNIQUE (tenant_id, kind, reference)
) STRICT;

-- Journals are written once. The seal of a transfer is the only thing added later, once.
CREATE TRIGGER transfers_are_final BEFORE UPDATE ON transfers
WHEN OLD.sequence IS NOT NULL OR NEW.sequence IS NULL
    OR OLD.tenant_id <> NEW.tenant_id OR OLD.transfer_id <> NEW.transfer_id
    OR OLD.payment_id <> NEW.payment_id OR OLD.debit <> NEW.debit OR OLD.credit <> NEW.credit
    OR OLD.amount_cents <> NEW.amount_cents OR OLD.reason <> NEW.reason
    OR OLD.booked_at <> NEW.booked_at
BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;
CREATE TRIGGER transfers_stay BEFORE DELETE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers are append-only'); END;
CREATE TRIGGER captures_are_final BEFORE UPDATE ON captures
BEGIN SELECT RAISE(ABORT, 'captures are append-only'); END;
CREATE TRIGGER captures_stay BEFORE DELETE ON captures
BEGIN SELECT RAISE(ABORT, 'captures are append-only'); END;
CREATE TRIGGER refunds_seen_are_final BEFORE UPDATE ON refunds_seen
BEGIN SELECT RAISE(ABORT, 'refunds_seen is append-only'); END;
CREATE TRIGGER refunds_seen_stay BEFORE DELETE ON refunds_seen
BEGIN SELECT RAISE(ABORT, 'refunds_seen is append-only'); END;
