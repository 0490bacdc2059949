-- The catalogue: the life of services, the keys of their links, and what citizens ordered.

-- Where a service's life stands. A service without a row is as its document says.
CREATE TABLE service_states (
    tenant_id   BLOB NOT NULL,
    service_id  BLOB NOT NULL,
    state       TEXT NOT NULL
        CHECK (state IN ('draft', 'test', 'approved', 'live', 'paused', 'retired')),
    steps       INTEGER NOT NULL CHECK (steps >= 0),
    -- Who approved, and the hash of the document that was approved.
    approved_by TEXT,
    approved    BLOB,
    PRIMARY KEY (tenant_id, service_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id),
    CHECK ((approved_by IS NULL) = (approved IS NULL))
) STRICT;

-- How it got there: who, when, in which role and why. Written once.
CREATE TABLE service_steps (
    tenant_id  BLOB NOT NULL,
    service_id BLOB NOT NULL,
    number     INTEGER NOT NULL CHECK (number > 0),
    step       TEXT NOT NULL,
    state      TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN ('office', 'treasury')),
    taken_by   TEXT NOT NULL,
    reason     TEXT NOT NULL,
    taken_at   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, service_id, number),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
) STRICT;

-- The key a web site signs links to the service with, sealed.
CREATE TABLE service_keys (
    tenant_id  BLOB NOT NULL,
    service_id BLOB NOT NULL,
    secret     BLOB NOT NULL,
    PRIMARY KEY (tenant_id, service_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
) STRICT;

-- A claim that a citizen made from the catalogue. Its key is why the same form sent twice is one
-- order; it is a hash of the form's token and content, so that it tells nothing about either.
CREATE TABLE orders (
    tenant_id  BLOB NOT NULL,
    order_key  BLOB NOT NULL,
    claim_id   BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    -- 1: made while the service was tried out; it is paid at a simulator and never with money.
    trial      INTEGER NOT NULL CHECK (trial IN (0, 1)),
    ordered_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, order_key),
    UNIQUE (tenant_id, payment_id),
    UNIQUE (tenant_id, claim_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
) STRICT;
CREATE INDEX orders_by_service ON orders (tenant_id, service_id, ordered_at);

-- What the citizen filled in, apart from claim and ledger, so that it can be erased on its own.
CREATE TABLE order_fields (
    tenant_id BLOB NOT NULL,
    claim_id  BLOB NOT NULL,
    fields    TEXT NOT NULL,
    PRIMARY KEY (tenant_id, claim_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES orders (tenant_id, claim_id)
) STRICT;

CREATE TRIGGER service_steps_are_final BEFORE UPDATE ON service_steps
BEGIN SELECT RAISE(ABORT, 'service_steps are append-only'); END;
CREATE TRIGGER service_steps_stay BEFORE DELETE ON service_steps
BEGIN SELECT RAISE(ABORT, 'service_steps are append-only'); END;
CREATE TRIGGER orders_are_final BEFORE UPDATE ON orders
BEGIN SELECT RAISE(ABORT, 'orders are append-only'); END;
CREATE TRIGGER orders_stay BEFORE DELETE ON orders
BEGIN SELECT RAISE(ABORT, 'orders are append-only'); END;
