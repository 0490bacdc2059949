-- Links on paper, mail that is to be sent, and the lane of slow work.

-- What a QR code leads to. The token is all that stands in its address.
CREATE TABLE links (
    tenant_id  BLOB NOT NULL,
    token      TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('claim', 'service', 'receipt')),
    subject    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token),
    UNIQUE (tenant_id, kind, subject),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- Letters by e-mail. The address is sealed, and gone when it has done its service.
CREATE TABLE mails (
    tenant_id  BLOB NOT NULL,
    mail_id    BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('receipt', 'refund', 'authority')),
    language   TEXT NOT NULL,
    recipient  BLOB,
    asked_at   INTEGER NOT NULL,
    ended_at   INTEGER,
    outcome    TEXT CHECK (outcome IN ('sent', 'refused', 'gave_up')),
    PRIMARY KEY (tenant_id, mail_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE INDEX mails_by_payment ON mails (tenant_id, payment_id);
CREATE INDEX mails_with_address ON mails (tenant_id) WHERE recipient IS NOT NULL;

-- Work that may hang on somebody else's server waits in a lane of its own.
ALTER TABLE jobs ADD COLUMN lane TEXT NOT NULL DEFAULT 'work' CHECK (lane IN ('work', 'post'));

CREATE INDEX refunds_seen_by_payment ON refunds_seen (tenant_id, payment_id);
