-- Links on paper, mail that is to be sent, and the lane of slow work.

-- What a QR code leads to. The token is all that stands in its address.
CREATE TABLE links (
    tenant_id  uuid NOT NULL,
    token      text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('claim', 'service', 'receipt')),
    subject    uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, token),
    UNIQUE (tenant_id, kind, subject),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- Letters by e-mail. The address is sealed, and gone when it has done its service.
CREATE TABLE mails (
    tenant_id  uuid NOT NULL,
    mail_id    uuid NOT NULL,
    payment_id uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('receipt', 'refund', 'authority')),
    language   text NOT NULL,
    recipient  bytea,
    asked_at   timestamptz NOT NULL,
    ended_at   timestamptz,
    outcome    text CHECK (outcome IN ('sent', 'refused', 'gave_up')),
    PRIMARY KEY (tenant_id, mail_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX mails_by_payment ON mails (tenant_id, payment_id);
CREATE INDEX mails_with_address ON mails (tenant_id) WHERE recipient IS NOT NULL;

-- Work that may hang on somebody else's server waits in a lane of its own.
ALTER TABLE jobs ADD COLUMN lane text NOT NULL DEFAULT 'work' CHECK (lane IN ('work', 'post'));

CREATE INDEX refunds_seen_by_payment ON refunds_seen (tenant_id, payment_id);

ALTER TABLE links ENABLE ROW LEVEL SECURITY;
ALTER TABLE links FORCE ROW LEVEL SECURITY;
CREATE POLICY links_by_tenant ON links USING (in_scope(tenant_id));
ALTER TABLE mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
CREATE POLICY mails_by_tenant ON mails USING (in_scope(tenant_id));
