-- Everything a payment needs, from the tenant to the sealed ledger. The tenant is the first column
-- of every primary, foreign and unique key; only `directory`, which finds the tenant, is without.

CREATE TABLE directory (
    kind      text NOT NULL CHECK (kind IN ('slug', 'client', 'account', 'endpoint')),
    name      text NOT NULL,
    tenant_id uuid NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE tenants (
    tenant_id  uuid NOT NULL PRIMARY KEY,
    slug       text NOT NULL UNIQUE,
    document   text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE number_pools (
    tenant_id    uuid NOT NULL,
    pool_id      uuid NOT NULL,
    code         text NOT NULL,
    document     text NOT NULL,
    next_counter bigint NOT NULL CHECK (next_counter >= 0),
    PRIMARY KEY (tenant_id, pool_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

CREATE TABLE provider_accounts (
    tenant_id  uuid NOT NULL,
    account_id uuid NOT NULL,
    code       text NOT NULL,
    document   text NOT NULL,
    secret     bytea NOT NULL,
    PRIMARY KEY (tenant_id, account_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

CREATE TABLE services (
    tenant_id  uuid NOT NULL,
    service_id uuid NOT NULL,
    pool_id    uuid NOT NULL,
    code       text NOT NULL,
    document   text NOT NULL,
    PRIMARY KEY (tenant_id, service_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, pool_id) REFERENCES number_pools (tenant_id, pool_id)
);

CREATE TABLE clients (
    tenant_id   uuid NOT NULL,
    client_id   uuid NOT NULL,
    name        text NOT NULL,
    secret_hash bytea NOT NULL,
    document    text NOT NULL,
    PRIMARY KEY (tenant_id, client_id),
    UNIQUE (tenant_id, name),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

CREATE TABLE endpoints (
    tenant_id  uuid NOT NULL,
    originator text NOT NULL,
    end_point  text NOT NULL,
    service_id uuid NOT NULL,
    document   text NOT NULL,
    PRIMARY KEY (tenant_id, originator, end_point),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
);

CREATE TABLE access_tokens (
    tenant_id  uuid NOT NULL,
    token_hash bytea NOT NULL,
    client_id  uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id)
);

CREATE TABLE claims (
    tenant_id    uuid NOT NULL,
    claim_id     uuid NOT NULL,
    service_id   uuid NOT NULL,
    kassenzeichen text NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, claim_id),
    UNIQUE (tenant_id, kassenzeichen),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
);

CREATE TABLE payments (
    tenant_id    uuid NOT NULL,
    payment_id   uuid NOT NULL,
    claim_id     uuid NOT NULL,
    service_id   uuid NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    state        text NOT NULL
        CHECK (state IN ('open', 'paying', 'paid', 'expired', 'cancelled')),
    attempt_id   uuid,
    attempts     bigint NOT NULL,
    alert        text,
    method       text,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    due_at       timestamptz,
    tries        bigint NOT NULL,
    version      bigint NOT NULL,
    PRIMARY KEY (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id),
    CHECK ((state = 'paying') = (attempt_id IS NOT NULL)),
    CHECK ((state IN ('paid', 'expired', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK ((state IN ('open', 'paying')) = (due_at IS NOT NULL))
);
CREATE INDEX payments_due ON payments (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX payments_by_claim ON payments (tenant_id, claim_id);

-- What a calling system sent, apart from the payment, so that it can be erased on its own.
CREATE TABLE payment_requests (
    tenant_id    uuid NOT NULL,
    payment_id   uuid NOT NULL,
    originator   text NOT NULL,
    end_point    text NOT NULL,
    request_id   text NOT NULL,
    fingerprint  bytea NOT NULL,
    body         text NOT NULL,
    items        text NOT NULL,
    redirect_url text,
    PRIMARY KEY (tenant_id, payment_id),
    UNIQUE (tenant_id, originator, end_point, request_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id)
);

CREATE TABLE attempts (
    tenant_id       uuid NOT NULL,
    attempt_id      uuid NOT NULL,
    payment_id      uuid NOT NULL,
    number          bigint NOT NULL CHECK (number > 0),
    account_id      uuid NOT NULL,
    method          text NOT NULL,
    locale          text NOT NULL,
    amount_cents    bigint NOT NULL CHECK (amount_cents > 0),
    state           text NOT NULL CHECK (state IN ('intended', 'redirected', 'approved', 'captured',
                                                   'pending', 'declined', 'unknown', 'lapsed')),
    order_ref       text,
    buyer_url       text,
    capture_ref     text,
    capture_number  bigint NOT NULL,
    created_at      timestamptz NOT NULL,
    version         bigint NOT NULL,
    PRIMARY KEY (tenant_id, attempt_id),
    UNIQUE (tenant_id, payment_id, number),
    UNIQUE (tenant_id, account_id, order_ref),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES provider_accounts (tenant_id, account_id)
);

-- Money a provider confirmed. Its key is why the same money is never booked twice.
CREATE TABLE captures (
    tenant_id    uuid NOT NULL,
    account_id   uuid NOT NULL,
    capture_ref  text NOT NULL,
    payment_id   uuid NOT NULL,
    attempt_id   uuid NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    fee_cents    bigint CHECK (fee_cents >= 0),
    fact         text NOT NULL,
    captured_at  timestamptz NOT NULL,
    booked_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, capture_ref),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES attempts (tenant_id, attempt_id)
);

-- Money a provider says has left again.
CREATE TABLE refunds_seen (
    tenant_id    uuid NOT NULL,
    account_id   uuid NOT NULL,
    refund_ref   text NOT NULL,
    capture_ref  text NOT NULL,
    payment_id   uuid NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    booked_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, refund_ref),
    FOREIGN KEY (tenant_id, account_id, capture_ref)
        REFERENCES captures (tenant_id, account_id, capture_ref)
);

CREATE TABLE transfers (
    tenant_id    uuid NOT NULL,
    transfer_id  uuid NOT NULL,
    payment_id   uuid NOT NULL,
    debit        text NOT NULL,
    credit       text NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    reason       text NOT NULL,
    booked_at    timestamptz NOT NULL,
    sequence     bigint,
    seal         bytea,
    PRIMARY KEY (tenant_id, transfer_id),
    UNIQUE (tenant_id, sequence),
    CHECK (debit <> credit),
    CHECK ((sequence IS NULL) = (seal IS NULL))
);
CREATE INDEX transfers_unsealed ON transfers (tenant_id, transfer_id) WHERE sequence IS NULL;
CREATE INDEX transfers_by_payment ON transfers (tenant_id, payment_id);

CREATE TABLE seal_heads (
    tenant_id uuid NOT NULL PRIMARY KEY,
    sequence  bigint NOT NULL,
    seal      bytea NOT NULL,
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- Sums of the sealed transfers. The receivables of all payments share one row.
CREATE TABLE balances (
    tenant_id    uuid NOT NULL,
    account      text NOT NULL,
    debit_cents  bigint NOT NULL,
    credit_cents bigint NOT NULL,
    PRIMARY KEY (tenant_id, account),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- Messages of providers: what they hint at, not what they say.
CREATE TABLE notices (
    tenant_id   uuid NOT NULL,
    notice_id   uuid NOT NULL,
    account_id  uuid NOT NULL,
    event_ref   text NOT NULL,
    hint        text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, notice_id),
    UNIQUE (tenant_id, account_id, event_ref),
    FOREIGN KEY (tenant_id, account_id) REFERENCES provider_accounts (tenant_id, account_id)
);

-- The outbox: work that is due, written in the same transaction as what caused it.
CREATE TABLE jobs (
    tenant_id   uuid NOT NULL,
    job_id      uuid NOT NULL,
    kind        text NOT NULL,
    subject     uuid NOT NULL,
    due_at      timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    tries       bigint NOT NULL,
    gave_up_at  timestamptz,
    PRIMARY KEY (tenant_id, job_id),
    UNIQUE (tenant_id, kind, subject)
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE gave_up_at IS NULL;

-- What the treasury has to look at.
CREATE TABLE tasks (
    tenant_id    uuid NOT NULL,
    task_id      uuid NOT NULL,
    kind         text NOT NULL,
    payment_id   uuid NOT NULL,
    reference    text NOT NULL,
    amount_cents bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    done_at      timestamptz,
    PRIMARY KEY (tenant_id, task_id),
    UNIQUE (tenant_id, kind, reference)
);

-- Journals are written once. The seal of a transfer is the only thing added later, once.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER transfers_are_final BEFORE UPDATE ON transfers FOR EACH ROW
WHEN (OLD.sequence IS NOT NULL OR NEW.sequence IS NULL
    OR OLD.tenant_id <> NEW.tenant_id OR OLD.transfer_id <> NEW.transfer_id
    OR OLD.payment_id <> NEW.payment_id OR OLD.debit <> NEW.debit OR OLD.credit <> NEW.credit
    OR OLD.amount_cents <> NEW.amount_cents OR OLD.reason <> NEW.reason
    OR OLD.booked_at <> NEW.booked_at)
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfers_stay BEFORE DELETE ON transfers FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER captures_are_final BEFORE UPDATE OR DELETE ON captures FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refunds_seen_are_final BEFORE UPDATE OR DELETE ON refunds_seen FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfers_not_emptied BEFORE TRUNCATE ON transfers FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER captures_not_emptied BEFORE TRUNCATE ON captures FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refunds_seen_not_emptied BEFORE TRUNCATE ON refunds_seen FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

-- A step sees the rows of the tenant it was opened for; sweeps over all tenants say so. FORCE: the
-- owner of the tables, which is whom the platform connects as, is bound too.
CREATE FUNCTION in_scope(tenant uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT tenant = nullif(current_setting('zahlstelle.tenant', true), '')::uuid
        OR current_setting('zahlstelle.scope', true) = 'operator'
$$;
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenants_by_tenant ON tenants USING (in_scope(tenant_id));
ALTER TABLE number_pools ENABLE ROW LEVEL SECURITY;
ALTER TABLE number_pools FORCE ROW LEVEL SECURITY;
CREATE POLICY number_pools_by_tenant ON number_pools USING (in_scope(tenant_id));
ALTER TABLE provider_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE provider_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY provider_accounts_by_tenant ON provider_accounts USING (in_scope(tenant_id));
ALTER TABLE services ENABLE ROW LEVEL SECURITY;
ALTER TABLE services FORCE ROW LEVEL SECURITY;
CREATE POLICY services_by_tenant ON services USING (in_scope(tenant_id));
ALTER TABLE clients ENABLE ROW LEVEL SECURITY;
ALTER TABLE clients FORCE ROW LEVEL SECURITY;
CREATE POLICY clients_by_tenant ON clients USING (in_scope(tenant_id));
ALTER TABLE endpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE endpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY endpoints_by_tenant ON endpoints USING (in_scope(tenant_id));
ALTER TABLE access_tokens ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_tokens FORCE ROW LEVEL SECURITY;
CREATE POLICY access_tokens_by_tenant ON access_tokens USING (in_scope(tenant_id));
ALTER TABLE claims ENABLE ROW LEVEL SECURITY;
ALTER TABLE claims FORCE ROW LEVEL SECURITY;
CREATE POLICY claims_by_tenant ON claims USING (in_scope(tenant_id));
ALTER TABLE payments ENABLE ROW LEVEL SECURITY;
ALTER TABLE payments FORCE ROW LEVEL SECURITY;
CREATE POLICY payments_by_tenant ON payments USING (in_scope(tenant_id));
ALTER TABLE payment_requests ENABLE ROW LEVEL SECURITY;
ALTER TABLE payment_requests FORCE ROW LEVEL SECURITY;
CREATE POLICY payment_requests_by_tenant ON payment_requests USING (in_scope(tenant_id));
ALTER TABLE attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY attempts_by_tenant ON attempts USING (in_scope(tenant_id));
ALTER TABLE captures ENABLE ROW LEVEL SECURITY;
ALTER TABLE captures FORCE ROW LEVEL SECURITY;
CREATE POLICY captures_by_tenant ON captures USING (in_scope(tenant_id));
ALTER TABLE refunds_seen ENABLE ROW LEVEL SECURITY;
ALTER TABLE refunds_seen FORCE ROW LEVEL SECURITY;
CREATE POLICY refunds_seen_by_tenant ON refunds_seen USING (in_scope(tenant_id));
ALTER TABLE transfers ENABLE ROW LEVEL SECURITY;
ALTER TABLE transfers FORCE ROW LEVEL SECURITY;
CREATE POLICY transfers_by_tenant ON transfers USING (in_scope(tenant_id));
ALTER TABLE seal_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE seal_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY seal_heads_by_tenant ON seal_heads USING (in_scope(tenant_id));
ALTER TABLE balances ENABLE ROW LEVEL SECURITY;
ALTER TABLE balances FORCE ROW LEVEL SECURITY;
CREATE POLICY balances_by_tenant ON balances USING (in_scope(tenant_id));
ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
CREATE POLICY notices_by_tenant ON notices USING (in_scope(tenant_id));
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY jobs_by_tenant ON jobs USING (in_scope(tenant_id));
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks FORCE ROW LEVEL SECURITY;
CREATE POLICY tasks_by_tenant ON tasks USING (in_scope(tenant_id));
