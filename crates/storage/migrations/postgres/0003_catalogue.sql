-- The catalogue: the life of services, the keys of their links, and what citizens ordered.

-- Where a service's life stands. A service without a row is as its document says.
CREATE TABLE service_states (
    tenant_id   uuid NOT NULL,
    service_id  uuid NOT NULL,
    state       text NOT NULL
        CHECK (state IN ('draft', 'test', 'approved', 'live', 'paused', 'retired')),
    steps       bigint NOT NULL CHECK (steps >= 0),
    -- Who approved, and the hash of the document that was approved.
    approved_by text,
    approved    bytea,
    PRIMARY KEY (tenant_id, service_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id),
    CHECK ((approved_by IS NULL) = (approved IS NULL))
);

-- How it got there: who, when, in which role and why. Written once.
CREATE TABLE service_steps (
    tenant_id  uuid NOT NULL,
    service_id uuid NOT NULL,
    number     bigint NOT NULL CHECK (number > 0),
    step       text NOT NULL,
    state      text NOT NULL,
    role       text NOT NULL CHECK (role IN ('office', 'treasury')),
    taken_by   text NOT NULL,
    reason     text NOT NULL,
    taken_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, service_id, number),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
);

-- The key a web site signs links to the service with, sealed.
CREATE TABLE service_keys (
    tenant_id  uuid NOT NULL,
    service_id uuid NOT NULL,
    secret     bytea NOT NULL,
    PRIMARY KEY (tenant_id, service_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
);

-- A claim that a citizen made from the catalogue. Its key is why the same form sent twice is one
-- order; it is a hash of the form's token and content, so that it tells nothing about either.
CREATE TABLE orders (
    tenant_id  uuid NOT NULL,
    order_key  bytea NOT NULL,
    claim_id   uuid NOT NULL,
    payment_id uuid NOT NULL,
    service_id uuid NOT NULL,
    -- 1: made while the service was tried out; it is paid at a simulator and never with money.
    trial      bigint NOT NULL CHECK (trial IN (0, 1)),
    ordered_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, order_key),
    UNIQUE (tenant_id, payment_id),
    UNIQUE (tenant_id, claim_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
);
CREATE INDEX orders_by_service ON orders (tenant_id, service_id, ordered_at);

-- What the citizen filled in, apart from claim and ledger, so that it can be erased on its own.
CREATE TABLE order_fields (
    tenant_id uuid NOT NULL,
    claim_id  uuid NOT NULL,
    fields    text NOT NULL,
    PRIMARY KEY (tenant_id, claim_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES orders (tenant_id, claim_id)
);

CREATE TRIGGER service_steps_are_final BEFORE UPDATE OR DELETE ON service_steps FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER service_steps_not_emptied BEFORE TRUNCATE ON service_steps FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER orders_are_final BEFORE UPDATE OR DELETE ON orders FOR EACH ROW
EXECUTE FUNCTION refuse_change();
CREATE TRIGGER orders_not_emptied BEFORE TRUNCATE ON orders FOR EACH STATEMENT
EXECUTE FUNCTION refuse_change();

ALTER TABLE service_states ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_states FORCE ROW LEVEL SECURITY;
CREATE POLICY service_states_by_tenant ON service_states USING (in_scope(tenant_id));
ALTER TABLE service_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_steps FORCE ROW LEVEL SECURITY;
CREATE POLICY service_steps_by_tenant ON service_steps USING (in_scope(tenant_id));
ALTER TABLE service_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE service_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY service_keys_by_tenant ON service_keys USING (in_scope(tenant_id));
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE orders FORCE ROW LEVEL SECURITY;
CREATE POLICY orders_by_tenant ON orders USING (in_scope(tenant_id));
ALTER TABLE order_fields ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_fields FORCE ROW LEVEL SECURITY;
CREATE POLICY order_fields_by_tenant ON order_fields USING (in_scope(tenant_id));
