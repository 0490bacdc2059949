-- The schema, by noun; both engines have the same tables, columns and constraints in the same
-- order. The tenant is the first column of every primary, foreign and unique key, but of those of
-- persons, which are of no tenant.

-- installation ------------------------------------------------------------------------------------

-- What holds for the installation as a whole; of no tenant.
CREATE TABLE installation (
    name       TEXT NOT NULL PRIMARY KEY,
    value      TEXT NOT NULL,
    written_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- The newest schema that a program has to know to work on this one. A migration that takes away or
-- changes what programs of before use writes its own number here; one that only adds leaves it.
INSERT INTO installation (name, value, written_at) VALUES ('oldest_program', '1', 0);

-- tenants -----------------------------------------------------------------------------------------

-- Finds the tenant of a name: the only table outside a tenant's scope.
CREATE TABLE names (
    kind      TEXT NOT NULL CHECK (kind IN (
        'slug', 'client', 'account', 'binding', 'merchant', 'certificate')),
    name      TEXT NOT NULL,
    tenant_id BLOB NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE tenants (
    tenant_id  BLOB NOT NULL PRIMARY KEY,
    slug       TEXT NOT NULL UNIQUE,
    document   TEXT NOT NULL,
    -- Of a trial tenant: the one whose services are tried out here. Nothing crosses between them.
    trial_of   BLOB UNIQUE REFERENCES tenants (tenant_id) CHECK (trial_of <> tenant_id),
    -- Raised with every change of master data: what was read under it holds while it stands.
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    CHECK ((trial_of IS NULL) = (slug NOT LIKE '%-probe'))
) STRICT;

-- The installation itself, for the operator's own staff and its audit trail; not among names.
INSERT INTO tenants (tenant_id, slug, document, created_at)
VALUES (zeroblob(16), 'operator', '', 0);

CREATE TABLE branding_files (
    tenant_id BLOB NOT NULL,
    name      TEXT NOT NULL,
    content   BLOB NOT NULL,
    PRIMARY KEY (tenant_id, name),
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

-- Keys of the authority's own, sealed with the operator's: what hashes are made with.
CREATE TABLE tenant_keys (
    tenant_id BLOB NOT NULL,
    name      TEXT NOT NULL,
    secret    BLOB NOT NULL,
    PRIMARY KEY (tenant_id, name),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- access ------------------------------------------------------------------------------------------

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

-- When each was last here, and from which neighbourhood: written down some minutes apart.
CREATE TABLE client_uses (
    tenant_id BLOB NOT NULL,
    client_id BLOB NOT NULL,
    used_at   INTEGER NOT NULL,
    network   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, client_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id)
) STRICT;

CREATE TABLE access_tokens (
    tenant_id  BLOB NOT NULL,
    token_hash BLOB NOT NULL,
    client_id  BLOB NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id)
) STRICT;
CREATE INDEX access_tokens_over ON access_tokens (expires_at);

-- Tries at notices, passwords and codes that were wrong: keyed hashes, erased soon.
CREATE TABLE rate_limits (
    tenant_id BLOB NOT NULL,
    key       BLOB NOT NULL,
    tries     INTEGER NOT NULL,
    until     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key)
) STRICT;
CREATE INDEX rate_limits_over ON rate_limits (until);

-- Why the same request sent twice has one effect: inserted in the transaction of the effect, with
-- what it made. Those of forms that payers send are erased after some weeks.
CREATE TABLE idempotency_keys (
    tenant_id    BLOB NOT NULL,
    actor_kind   TEXT NOT NULL
        CHECK (actor_kind IN ('payer', 'client', 'person', 'provider', 'operator', 'system')),
    actor        TEXT NOT NULL,
    operation    TEXT NOT NULL,
    key          TEXT NOT NULL,
    fingerprint  BLOB NOT NULL,
    subject_kind TEXT NOT NULL,
    subject      BLOB NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, actor_kind, actor, operation, key),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;
CREATE INDEX idempotency_keys_of_payers ON idempotency_keys (created_at)
    WHERE actor_kind = 'payer';

-- Every act: the actor, the act, the object, before and after. Written in the act's own
-- transaction. What decides about money carries a commitment to the object after the act.
CREATE TABLE audit (
    tenant_id   BLOB NOT NULL,
    audit_id    BLOB NOT NULL,
    at          INTEGER NOT NULL,
    actor_kind  TEXT NOT NULL
        CHECK (actor_kind IN ('payer', 'client', 'person', 'provider', 'operator', 'system')),
    actor       TEXT NOT NULL,
    act         TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object      TEXT NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
    before      TEXT,
    after       TEXT,
    commitment  BLOB,
    reason      TEXT,
    request     TEXT,
    -- Hides the texts of the row in their digest, and is erased with them.
    salt        BLOB,
    details     BLOB NOT NULL,
    seal_number INTEGER,
    seal        BLOB,
    PRIMARY KEY (tenant_id, audit_id),
    UNIQUE (tenant_id, seal_number),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK ((seal_number IS NULL) = (seal IS NULL))
) STRICT;
-- What people did, apart from the many acts of payers, systems and jobs.
CREATE INDEX audit_of_people ON audit (tenant_id, audit_id)
    WHERE actor_kind IN ('person', 'operator');
CREATE INDEX audit_of_people_by_object ON audit (tenant_id, object, audit_id)
    WHERE actor_kind IN ('person', 'operator');
CREATE INDEX audit_unsealed ON audit (tenant_id, audit_id) WHERE seal_number IS NULL;

-- A human of the staff, for all authorities: two accounts of one human would be two pairs of eyes.
CREATE TABLE persons (
    person_id    BLOB NOT NULL PRIMARY KEY,
    -- Of the operator, or of authorities; for good, so that the two never meet.
    of_operator  INTEGER NOT NULL CHECK (of_operator IN (0, 1)),
    name         TEXT NOT NULL,
    email        TEXT NOT NULL,
    -- As addresses are compared.
    email_folded TEXT NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    -- Rises when the person gets a place, or an active grant: what was decided by its places is
    -- compared with it.
    places_version INTEGER NOT NULL DEFAULT 0,
    -- How often its credentials were taken away or made by an invitation. An invitation is good for
    -- the count it was made at.
    resets         INTEGER NOT NULL DEFAULT 0,
    UNIQUE (person_id, of_operator)
) STRICT;

-- A person's place in an authority, or in the installation, whose tenant is nil. All its active
-- grants there are of one side, the one named here.
CREATE TABLE memberships (
    tenant_id   BLOB NOT NULL,
    person_id   BLOB NOT NULL,
    of_operator INTEGER NOT NULL,
    side        TEXT NOT NULL
        CHECK (side IN ('office', 'bookkeeper', 'treasurer', 'auditor', 'operator')),
    state       TEXT NOT NULL CHECK (state IN ('invited', 'active', 'suspended')),
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, person_id),
    UNIQUE (tenant_id, person_id, side),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    FOREIGN KEY (person_id, of_operator) REFERENCES persons (person_id, of_operator),
    CHECK ((of_operator = 1) = (tenant_id = zeroblob(16))),
    CHECK ((of_operator = 1) = (side = 'operator'))
) STRICT;
CREATE INDEX memberships_by_person ON memberships (person_id);

-- A role for a person. An active one was confirmed by another person than proposed it, and than it
-- is for; only the first ones come from the command line and have no proposer.
CREATE TABLE grants (
    tenant_id    BLOB NOT NULL,
    grant_id     BLOB NOT NULL,
    person_id    BLOB NOT NULL,
    role         TEXT NOT NULL CHECK (role IN (
        'clerk', 'service_owner', 'bookkeeper', 'treasurer', 'auditor', 'admin', 'operator')),
    lead         INTEGER NOT NULL CHECK (lead = 0 OR (lead = 1 AND role = 'treasurer')),
    side         TEXT NOT NULL,
    -- The side while active: the key it refers to keeps sides apart.
    active_side  TEXT,
    scope        TEXT NOT NULL,
    from_at      INTEGER NOT NULL,
    until_at     INTEGER,
    state        TEXT NOT NULL CHECK (state IN ('proposed', 'active', 'ended')),
    proposed_by  BLOB,
    confirmed_by BLOB,
    -- The last act on it.
    audit_id     BLOB NOT NULL,
    PRIMARY KEY (tenant_id, grant_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES memberships (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id, active_side)
        REFERENCES memberships (tenant_id, person_id, side),
    FOREIGN KEY (tenant_id, audit_id) REFERENCES audit (tenant_id, audit_id),
    CHECK (side = CASE role
        WHEN 'bookkeeper' THEN 'bookkeeper' WHEN 'treasurer' THEN 'treasurer'
        WHEN 'auditor' THEN 'auditor' WHEN 'operator' THEN 'operator' ELSE 'office' END),
    CHECK ((role = 'operator') = (tenant_id = zeroblob(16))),
    CHECK ((state = 'active') = (active_side IS NOT NULL)),
    CHECK (active_side IS NULL OR active_side = side),
    CHECK (state <> 'active' OR proposed_by IS NULL OR confirmed_by IS NOT NULL),
    CHECK (confirmed_by IS NULL OR (confirmed_by <> proposed_by AND confirmed_by <> person_id)),
    CHECK (until_at IS NULL OR until_at > from_at)
) STRICT;
CREATE INDEX grants_open ON grants (tenant_id, person_id) WHERE state <> 'ended';

-- What a person signs in with: the hash of a password, the sealed secret of one-time codes, hashes
-- of recovery codes.
CREATE TABLE credentials (
    credential_id BLOB NOT NULL PRIMARY KEY,
    person_id     BLOB NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('password', 'one_time_code', 'recovery_code')),
    secret        BLOB NOT NULL,
    -- The step of the last one-time code that was taken; it only rises.
    last_step     INTEGER,
    created_at    INTEGER NOT NULL,
    used_at       INTEGER,
    FOREIGN KEY (person_id) REFERENCES persons (person_id),
    CHECK ((kind = 'one_time_code') = (last_step IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX credentials_once ON credentials (person_id, kind)
    WHERE kind <> 'recovery_code';
CREATE UNIQUE INDEX credentials_recovery ON credentials (person_id, secret)
    WHERE kind = 'recovery_code';

-- A person that signed in at one browser. A session with which more was proved takes the place of
-- the one before, with another token.
CREATE TABLE sessions (
    session_id BLOB NOT NULL PRIMARY KEY,
    person_id  BLOB NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    -- What forms of this session carry, and of one in its place that proved nothing more.
    form_key   BLOB NOT NULL,
    -- When the person signed in; kept by a session that takes another's place.
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    -- When everything was proved; without it the second factor is waited for.
    trusted_at INTEGER,
    network    TEXT NOT NULL,
    browser    TEXT NOT NULL,
    ended_at   INTEGER,
    ended_why  TEXT CHECK (ended_why IN (
        'replaced', 'signed_out', 'revoked', 'ended_by_staff', 'credentials_changed')),
    FOREIGN KEY (person_id) REFERENCES persons (person_id),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT;
CREATE INDEX sessions_open ON sessions (person_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_old ON sessions (seen_at);
CREATE INDEX sessions_waiting ON sessions (seen_at) WHERE trusted_at IS NULL;

-- How a person comes in, or comes in again after its credentials were taken away. One at a time.
CREATE TABLE invitations (
    tenant_id     BLOB NOT NULL,
    invitation_id BLOB NOT NULL,
    person_id     BLOB NOT NULL,
    token_hash    BLOB NOT NULL,
    created_at    INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    ended_at      INTEGER,
    resets        INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, invitation_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES memberships (tenant_id, person_id)
) STRICT;
CREATE UNIQUE INDEX invitations_by_token ON invitations (token_hash);
CREATE INDEX invitations_old ON invitations (created_at);
CREATE UNIQUE INDEX invitations_open ON invitations (tenant_id, person_id)
    WHERE ended_at IS NULL;

-- services ----------------------------------------------------------------------------------------

CREATE TABLE services (
    tenant_id   BLOB NOT NULL,
    service_id  BLOB NOT NULL,
    code        TEXT NOT NULL,
    -- The version that holds: the live one, before there is one the newest.
    version     INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('new', 'live', 'paused', 'retired')),
    -- How many there were.
    transitions INTEGER NOT NULL CHECK (transitions >= 0),
    -- The last act on it, once that is written.
    audit_id    BLOB,
    PRIMARY KEY (tenant_id, service_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, audit_id) REFERENCES audit (tenant_id, audit_id),
    FOREIGN KEY (tenant_id, service_id, version)
        REFERENCES service_versions (tenant_id, service_id, version) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- What a service says, costs and asks for, by number. One is live, one is prepared. A person has one
-- part in a version: one that changed it never approves it.
CREATE TABLE service_versions (
    tenant_id     BLOB NOT NULL,
    service_id    BLOB NOT NULL,
    version       INTEGER NOT NULL CHECK (version > 0),
    state         TEXT NOT NULL CHECK (state IN (
        'draft', 'submitted', 'approved', 'live', 'replaced', 'discarded')),
    pool_id       BLOB NOT NULL,
    document      TEXT NOT NULL,
    -- SHA-256 of pool and document.
    hash          BLOB NOT NULL CHECK (length(hash) = 32),
    -- Times it was written; a form tells which it was made from.
    revision      INTEGER NOT NULL CHECK (revision > 0),
    -- The version that it began as.
    begun_from    INTEGER CHECK (begun_from < version),
    made_at       INTEGER NOT NULL,
    -- The approval, and of exactly what.
    approved_by   TEXT,
    approved_part TEXT CHECK (approved_part = 'approver'),
    approved_hash BLOB,
    published_by  TEXT,
    PRIMARY KEY (tenant_id, service_id, version),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id),
    FOREIGN KEY (tenant_id, pool_id) REFERENCES pools (tenant_id, pool_id),
    FOREIGN KEY (tenant_id, service_id, version, approved_by, approved_part)
        REFERENCES service_version_parts (tenant_id, service_id, version, actor, part),
    CHECK ((approved_by IS NULL) = (approved_hash IS NULL)),
    CHECK ((approved_by IS NULL) = (approved_part IS NULL)),
    CHECK (approved_hash = hash),
    CHECK (state <> 'approved' OR approved_by IS NOT NULL),
    CHECK (state NOT IN ('draft', 'submitted', 'discarded') OR approved_by IS NULL),
    CHECK ((state IN ('live', 'replaced')) = (published_by IS NOT NULL)),
    CHECK (published_by <> approved_by)
) STRICT;
CREATE UNIQUE INDEX service_versions_live ON service_versions (tenant_id, service_id)
    WHERE state = 'live';
CREATE UNIQUE INDEX service_versions_open ON service_versions (tenant_id, service_id)
    WHERE state IN ('draft', 'submitted', 'approved');

CREATE TABLE service_version_parts (
    tenant_id  BLOB NOT NULL,
    service_id BLOB NOT NULL,
    version    INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    part       TEXT NOT NULL CHECK (part IN ('author', 'approver')),
    PRIMARY KEY (tenant_id, service_id, version, actor),
    UNIQUE (tenant_id, service_id, version, actor, part),
    FOREIGN KEY (tenant_id, service_id, version)
        REFERENCES service_versions (tenant_id, service_id, version)
) STRICT;

-- Transitions of a service and its versions: by which actor, when, in which role and why. Written
-- once.
CREATE TABLE service_transitions (
    tenant_id  BLOB NOT NULL,
    service_id BLOB NOT NULL,
    number     INTEGER NOT NULL CHECK (number > 0),
    -- The version that it was about, or that held.
    version    INTEGER NOT NULL,
    transition TEXT NOT NULL,
    state      TEXT NOT NULL,
    role       TEXT NOT NULL CHECK (role IN (
        'clerk', 'service_owner', 'bookkeeper', 'treasurer', 'auditor', 'admin', 'operator')),
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

-- By which name within a channel a calling system means a service.
CREATE TABLE bindings (
    tenant_id  BLOB NOT NULL,
    binding_id BLOB NOT NULL,
    channel    TEXT NOT NULL CHECK (channel IN ('xbezahldienste')),
    key        TEXT NOT NULL,
    service_id BLOB NOT NULL,
    document   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, binding_id),
    UNIQUE (tenant_id, channel, key),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
) STRICT;

-- claims ------------------------------------------------------------------------------------------

-- Where numbers of claims (Kassenzeichen) come from.
CREATE TABLE pools (
    tenant_id    BLOB NOT NULL,
    pool_id      BLOB NOT NULL,
    code         TEXT NOT NULL,
    document     TEXT NOT NULL,
    next_counter INTEGER NOT NULL CHECK (next_counter >= 0),
    PRIMARY KEY (tenant_id, pool_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- A file of claims. None of its rows is seen before it is applied, in one write; one that was not
-- is taken away again. One at a time per tenant, and each applied once.
CREATE TABLE claims_imports (
    tenant_id   BLOB NOT NULL,
    import_id   BLOB NOT NULL,
    -- The act that its versions of claims are recorded under.
    audit_id    BLOB NOT NULL,
    started_at  INTEGER NOT NULL,
    alive_until INTEGER NOT NULL,
    ended_at    INTEGER,
    applied_at  INTEGER,
    -- What it says about claims that were there stands in the claims, too.
    copied_at   INTEGER,
    -- Every event of it has its number.
    told_at     INTEGER,
    file_hash   BLOB,
    rows_read   INTEGER NOT NULL,
    added       INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, import_id),
    UNIQUE (tenant_id, audit_id),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK (applied_at IS NULL OR (ended_at IS NOT NULL AND file_hash IS NOT NULL)),
    CHECK (copied_at IS NULL OR applied_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX claims_imports_to_copy ON claims_imports (tenant_id)
    WHERE applied_at IS NOT NULL AND copied_at IS NULL;
CREATE UNIQUE INDEX claims_imports_running ON claims_imports (tenant_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX claims_imports_by_file ON claims_imports (tenant_id, file_hash)
    WHERE applied_at IS NOT NULL;
CREATE INDEX claims_imports_untold ON claims_imports (tenant_id)
    WHERE applied_at IS NOT NULL AND told_at IS NULL;

-- What is owed: where it came from, what the authority says about it, what arrived for it.
CREATE TABLE claims (
    tenant_id     BLOB NOT NULL,
    claim_id      BLOB NOT NULL,
    service_id    BLOB NOT NULL,
    kassenzeichen TEXT NOT NULL,
    origin        TEXT NOT NULL
                  CHECK (origin IN ('channel', 'api', 'import', 'catalogue', 'staff')),
    amount_cents  INTEGER NOT NULL CHECK (amount_cents > 0),
    text          TEXT,
    party         TEXT,
    due_on        INTEGER,
    payable_from  INTEGER,
    payable_until INTEGER,
    blocked_at    INTEGER,
    cancelled_at  INTEGER,
    settled_cents INTEGER NOT NULL DEFAULT 0 CHECK (settled_cents >= 0),
    factor_hash   BLOB,
    -- Hides what names the payer in the digests of its versions.
    salt          BLOB,
    terms_number  INTEGER NOT NULL CHECK (terms_number > 0),
    import_id     BLOB,
    row_hash      BLOB,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, claim_id),
    UNIQUE (tenant_id, kassenzeichen),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
) STRICT;
-- Lists of one service, by time.
CREATE INDEX claims_by_service ON claims (tenant_id, service_id, claim_id);

-- What the authority said about a claim, version by version; the newest stands in the claim, too.
CREATE TABLE claim_terms (
    tenant_id     BLOB NOT NULL,
    claim_id      BLOB NOT NULL,
    number        INTEGER NOT NULL CHECK (number > 0),
    amount_cents  INTEGER NOT NULL CHECK (amount_cents > 0),
    due_on        INTEGER,
    payable_from  INTEGER,
    payable_until INTEGER,
    blocked_at    INTEGER,
    cancelled_at  INTEGER,
    text          TEXT,
    -- Digest of what names the payer.
    person        BLOB NOT NULL,
    -- The act that said so, and which of its versions this is.
    audit_id      BLOB NOT NULL,
    place         INTEGER NOT NULL CHECK (place > 0),
    recorded_at   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, claim_id, number),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
) STRICT;
CREATE INDEX claim_terms_by_act ON claim_terms (tenant_id, audit_id, place);

-- The lines of a version (Forderungspositionen); they add up to its amount.
CREATE TABLE claim_lines (
    tenant_id    BLOB NOT NULL,
    claim_id     BLOB NOT NULL,
    terms_number INTEGER NOT NULL,
    number       INTEGER NOT NULL CHECK (number > 0),
    amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
    reference    TEXT,
    text         TEXT,
    -- Digest of reference and text.
    words        BLOB NOT NULL,
    booking_data TEXT,
    PRIMARY KEY (tenant_id, claim_id, terms_number, number),
    FOREIGN KEY (tenant_id, claim_id, terms_number)
        REFERENCES claim_terms (tenant_id, claim_id, number)
) STRICT;

-- What a file says about claims that are there already, until it stands in the claims. One without
-- a version says the same as before. Its version is in claim_terms from the first, and counts once
-- the file is applied.
CREATE TABLE claim_changes (
    tenant_id    BLOB NOT NULL,
    import_id    BLOB NOT NULL,
    claim_id     BLOB NOT NULL,
    terms_number INTEGER,
    party        TEXT,
    factor_hash  BLOB,
    row_hash     BLOB,
    salt         BLOB,
    PRIMARY KEY (tenant_id, import_id, claim_id),
    FOREIGN KEY (tenant_id, import_id) REFERENCES claims_imports (tenant_id, import_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
) STRICT;

-- What a QR code leads to. The token is all that stands in its address.
CREATE TABLE link_tokens (
    tenant_id  BLOB NOT NULL,
    token      TEXT NOT NULL,
    kind       TEXT NOT NULL CHECK (kind IN ('claim', 'service', 'receipt')),
    subject    BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, token),
    UNIQUE (tenant_id, kind, subject),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- payments ----------------------------------------------------------------------------------------

-- Its claim is the first of its shares: held by the shares' key, checked at commit, so that a claim
-- taken back with its file looks up no payments.
CREATE TABLE payments (
    tenant_id    BLOB NOT NULL,
    payment_id   BLOB NOT NULL,
    claim_id     BLOB NOT NULL,
    service_id   BLOB NOT NULL,
    -- What its payer was shown: the version of the service that held.
    service_version INTEGER NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    -- What arrived for it so far; all of it when it is paid.
    received_cents INTEGER NOT NULL DEFAULT 0
        CHECK (received_cents >= 0 AND received_cents <= amount_cents),
    state        TEXT NOT NULL
        CHECK (state IN ('open', 'paying', 'paid', 'expired', 'cancelled')),
    attempt_id   BLOB,
    attempts     INTEGER NOT NULL,
    alert        TEXT,
    method       TEXT,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    ended_at     INTEGER,
    -- Why it ended without money; none where another payment paid its claims.
    end_reason   TEXT CHECK (end_reason IN (
        'declined', 'timed_out', 'by_payer', 'by_client', 'by_staff')),
    due_at       INTEGER,
    tries        INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, payment_id, claim_id)
        REFERENCES shares (tenant_id, payment_id, claim_id)
        DEFERRABLE INITIALLY DEFERRED,
    CHECK ((state = 'paying') = (attempt_id IS NOT NULL)),
    CHECK ((state = 'paid') = (received_cents = amount_cents)),
    CHECK ((state IN ('paid', 'expired', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK (end_reason IS NULL OR state IN ('expired', 'cancelled')),
    CHECK (state <> 'expired' OR end_reason IS NOT NULL),
    CHECK ((state IN ('open', 'paying')) = (due_at IS NOT NULL))
) STRICT;
CREATE INDEX payments_due ON payments (tenant_id, due_at) WHERE due_at IS NOT NULL;
-- Lists of the staff go by payment id: newest first, of a service or of an amount.
CREATE INDEX payments_by_service ON payments (tenant_id, service_id, payment_id);
CREATE INDEX payments_by_amount ON payments (tenant_id, amount_cents, payment_id);

-- How much of which claim a payment is to settle. Adds up to the payment's amount.
CREATE TABLE shares (
    tenant_id    BLOB NOT NULL,
    payment_id   BLOB NOT NULL,
    claim_id     BLOB NOT NULL,
    share_cents  INTEGER NOT NULL CHECK (share_cents > 0),
    PRIMARY KEY (tenant_id, payment_id, claim_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
) STRICT;
CREATE INDEX shares_by_claim ON shares (tenant_id, claim_id, payment_id);

-- What a calling system sent, apart from the payment, so that it can be erased on its own.
CREATE TABLE payment_requests (
    tenant_id   BLOB NOT NULL,
    payment_id  BLOB NOT NULL,
    binding_id  BLOB NOT NULL,
    client_id   BLOB NOT NULL,
    -- The calling system's own id of its request.
    reference   TEXT NOT NULL,
    items       TEXT NOT NULL,
    -- What the channel gives back with every status; nothing else reads it.
    echo        TEXT NOT NULL,
    return_url  TEXT,
    PRIMARY KEY (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, binding_id) REFERENCES bindings (tenant_id, binding_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id)
) STRICT;
CREATE INDEX payment_requests_by_reference
    ON payment_requests (tenant_id, reference, payment_id);

CREATE TABLE attempts (
    tenant_id       BLOB NOT NULL,
    attempt_id      BLOB NOT NULL,
    payment_id      BLOB NOT NULL,
    number          INTEGER NOT NULL CHECK (number > 0),
    account_kind    TEXT NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id      BLOB NOT NULL,
    method          TEXT NOT NULL,
    taking          TEXT NOT NULL CHECK (taking IN ('by_capture', 'by_approval', 'by_payer',
                                                   'by_collection', 'at_desk')),
    locale          TEXT NOT NULL,
    amount_cents    INTEGER NOT NULL CHECK (amount_cents > 0),
    state           TEXT NOT NULL CHECK (state IN ('intended', 'offered', 'approved', 'captured',
                                                   'pending', 'declined', 'unknown', 'lapsed')),
    -- Until when the payer may act on the offer; none: as long as the payment.
    offered_until   INTEGER,
    order_ref       TEXT,
    buyer_url       TEXT,
    capture_ref     TEXT,
    capture_number  INTEGER NOT NULL,
    -- How much the payer's network had begun before: which are asked about first.
    network_rank    INTEGER NOT NULL CHECK (network_rank BETWEEN 0 AND 3),
    -- The act that began it, and commits to what never changes of it.
    started_by      BLOB NOT NULL,
    created_at      INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, attempt_id),
    UNIQUE (tenant_id, payment_id, number),
    UNIQUE (tenant_id, account_id, order_ref),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id)
) STRICT;

-- Messages of providers: what they hint at, not what they say.
CREATE TABLE provider_events (
    tenant_id   BLOB NOT NULL,
    provider_event_id BLOB NOT NULL,
    account_id  BLOB NOT NULL,
    event_ref   TEXT NOT NULL,
    hint        TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, provider_event_id),
    UNIQUE (tenant_id, account_id, event_ref),
    FOREIGN KEY (tenant_id, account_id) REFERENCES provider_accounts (tenant_id, account_id)
) STRICT;

-- A claim that a citizen made from the catalogue.
CREATE TABLE orders (
    tenant_id  BLOB NOT NULL,
    claim_id   BLOB NOT NULL,
    payment_id BLOB NOT NULL,
    service_id BLOB NOT NULL,
    ordered_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, claim_id),
    UNIQUE (tenant_id, payment_id),
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

-- money -------------------------------------------------------------------------------------------

-- Money that arrived, as a provider or a bank stated it. The key is why the same money is never
-- booked twice. What it belongs to may be unknown.
CREATE TABLE money_in (
    tenant_id    BLOB NOT NULL,
    money_in_id  BLOB NOT NULL,
    account_kind TEXT NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id   BLOB NOT NULL,
    external_ref TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('capture', 'credit')),
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    currency     TEXT NOT NULL DEFAULT 'EUR',
    fee_cents    INTEGER CHECK (fee_cents >= 0),
    payment_id   BLOB,
    attempt_id   BLOB,
    bank_line_id BLOB,
    fact         TEXT CHECK (fact IN ('paid', 'paid_late', 'paid_twice', 'paid_partly')),
    happened_at  INTEGER NOT NULL,
    booked_at    INTEGER NOT NULL,
    group_id     BLOB NOT NULL,
    PRIMARY KEY (tenant_id, money_in_id),
    UNIQUE (tenant_id, account_kind, account_id, external_ref, kind),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES attempts (tenant_id, attempt_id)
) STRICT;
CREATE INDEX money_in_by_payment ON money_in (tenant_id, payment_id);

-- Which claims the money settles, and how much of each.
CREATE TABLE money_in_claims (
    tenant_id    BLOB NOT NULL,
    money_in_id  BLOB NOT NULL,
    claim_id     BLOB NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (tenant_id, money_in_id, claim_id),
    FOREIGN KEY (tenant_id, money_in_id) REFERENCES money_in (tenant_id, money_in_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
) STRICT;
CREATE INDEX money_in_claims_by_claim ON money_in_claims (tenant_id, claim_id);

-- What of the money may still be given back: reserved is asked for here, seen left otherwise. A
-- fact is never refused, so only what is asked for here is bounded. Known by the account's id of
-- the money, because a provider may tell what left before it tells what arrived.
CREATE TABLE money_in_sums (
    tenant_id    BLOB NOT NULL,
    account_kind TEXT NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id   BLOB NOT NULL,
    external_ref TEXT NOT NULL,
    received     INTEGER NOT NULL DEFAULT 0,
    reserved     INTEGER NOT NULL DEFAULT 0,
    seen         INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, account_kind, account_id, external_ref),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK (received >= 0 AND reserved >= 0 AND seen >= 0 AND reserved <= received)
) STRICT;

-- What a provider told last of a payer's dispute: while it is open nothing of the money is given
-- back, nor when it is lost before the money has left.
CREATE TABLE disputes (
    tenant_id        BLOB NOT NULL,
    dispute_id       BLOB NOT NULL,
    account_id       BLOB NOT NULL,
    external_ref     TEXT NOT NULL,
    money_in_id      BLOB NOT NULL,
    state            TEXT NOT NULL CHECK (state IN ('open', 'won', 'lost', 'withdrawn')),
    given_back_cents INTEGER CHECK (given_back_cents > 0),
    changed_at       INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, dispute_id),
    UNIQUE (tenant_id, account_id, external_ref),
    FOREIGN KEY (tenant_id, money_in_id) REFERENCES money_in (tenant_id, money_in_id),
    CHECK (given_back_cents IS NULL OR state = 'lost')
) STRICT;
CREATE INDEX disputes_by_money ON disputes (tenant_id, money_in_id);

-- Money that left, as a provider or a bank stated it.
CREATE TABLE money_out (
    tenant_id    BLOB NOT NULL,
    money_out_id BLOB NOT NULL,
    account_kind TEXT NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id   BLOB NOT NULL,
    external_ref TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('refund', 'reversal')),
    -- The account's id of the money that it was part of.
    money_ref    TEXT,
    money_in_id  BLOB,
    payment_id   BLOB,
    refund_id    BLOB,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    currency     TEXT NOT NULL DEFAULT 'EUR',
    happened_at  INTEGER NOT NULL,
    booked_at    INTEGER NOT NULL,
    group_id     BLOB NOT NULL,
    PRIMARY KEY (tenant_id, money_out_id),
    UNIQUE (tenant_id, account_kind, account_id, external_ref, kind),
    FOREIGN KEY (tenant_id, money_in_id) REFERENCES money_in (tenant_id, money_in_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id)
) STRICT;
CREATE INDEX money_out_by_money ON money_out (tenant_id, account_kind, account_id, money_ref);
CREATE INDEX money_out_of_refund ON money_out (tenant_id, refund_id);

-- A refund: requested by one person, released by others, sent to the provider or paid by hand; or
-- made at the provider, and done. What is booked of it, and where its money comes from, is fixed
-- when it is released first.
CREATE TABLE refunds (
    tenant_id        BLOB NOT NULL,
    refund_id        BLOB NOT NULL,
    origin           TEXT NOT NULL CHECK (origin IN ('staff', 'provider')),
    route            TEXT NOT NULL CHECK (route IN ('provider', 'by_hand')),
    state            TEXT NOT NULL CHECK (state IN ('requested', 'released', 'sent', 'pending',
                                                    'done', 'failed', 'rejected', 'withdrawn')),
    account_kind     TEXT NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id       BLOB NOT NULL,
    -- The account's id of the money that it is part of.
    money_ref        TEXT NOT NULL,
    money_in_id      BLOB,
    payment_id       BLOB,
    service_id       BLOB,
    amount_cents     INTEGER NOT NULL CHECK (amount_cents > 0),
    reason           TEXT,
    requested_by     BLOB,
    -- The treasury requested it: never of money that is owed.
    not_owed         INTEGER NOT NULL CHECK (not_owed IN (0, 1)),
    -- Of the form that requested it: sent twice it is one request.
    request_key      TEXT,
    releases_needed  INTEGER NOT NULL CHECK (releases_needed IN (0, 1, 2)),
    -- Persons that released this try.
    releases_given   INTEGER NOT NULL CHECK (releases_given >= 0),
    -- Counts the tries: each is released anew.
    round            INTEGER NOT NULL CHECK (round > 0),
    group_id         BLOB,
    suspense_item_id BLOB,
    suspense_cents   INTEGER CHECK (suspense_cents > 0),
    invoice          TEXT,
    external_ref     TEXT,
    failure          TEXT,
    created_at       INTEGER NOT NULL,
    ended_at         INTEGER,
    -- The last act on it.
    audit_id         BLOB NOT NULL,
    PRIMARY KEY (tenant_id, refund_id),
    UNIQUE (tenant_id, requested_by, request_key),
    UNIQUE (tenant_id, invoice),
    UNIQUE (tenant_id, account_kind, account_id, external_ref),
    FOREIGN KEY (tenant_id, money_in_id) REFERENCES money_in (tenant_id, money_in_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, audit_id) REFERENCES audit (tenant_id, audit_id),
    CHECK ((origin = 'staff') = (requested_by IS NOT NULL)),
    CHECK (origin = 'staff' OR state = 'done'),
    CHECK (origin = 'provider' OR (money_in_id IS NOT NULL AND releases_needed > 0)),
    CHECK (origin = 'provider' OR state NOT IN ('released', 'sent', 'pending')
        OR (group_id IS NOT NULL AND releases_given >= releases_needed)),
    CHECK ((suspense_item_id IS NULL) = (suspense_cents IS NULL)),
    CHECK ((state IN ('done', 'rejected', 'withdrawn')) = (ended_at IS NOT NULL))
) STRICT;
CREATE INDEX refunds_of_money ON refunds (tenant_id, money_in_id, refund_id);

-- What of a claim a refund takes, and the terms that lower what is owed of it.
CREATE TABLE refund_claims (
    tenant_id    BLOB NOT NULL,
    refund_id    BLOB NOT NULL,
    claim_id     BLOB NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    terms_number INTEGER CHECK (terms_number > 1),
    PRIMARY KEY (tenant_id, refund_id, claim_id),
    FOREIGN KEY (tenant_id, refund_id) REFERENCES refunds (tenant_id, refund_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
) STRICT;
CREATE INDEX refund_claims_by_claim ON refund_claims (tenant_id, claim_id);

-- A person agreed to exactly this text, and did not make it.
CREATE TABLE approvals (
    tenant_id    BLOB NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN ('refund')),
    subject      BLOB NOT NULL,
    subject_hash BLOB NOT NULL,
    person_id    BLOB NOT NULL,
    made_by      BLOB NOT NULL,
    audit_id     BLOB NOT NULL,
    PRIMARY KEY (tenant_id, subject_kind, subject, subject_hash, person_id),
    -- Each has an act of its own.
    UNIQUE (tenant_id, audit_id),
    FOREIGN KEY (tenant_id, audit_id) REFERENCES audit (tenant_id, audit_id),
    CHECK (person_id <> made_by)
) STRICT;

-- bank --------------------------------------------------------------------------------------------

-- The authority's accounts at its banks. A new number is a new account.
CREATE TABLE bank_accounts (
    tenant_id       BLOB NOT NULL,
    bank_account_id BLOB NOT NULL,
    code            TEXT NOT NULL,
    iban            TEXT NOT NULL,
    bic             TEXT,
    -- Exactly as the bank knows the account's holder.
    holder          TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, bank_account_id),
    UNIQUE (tenant_id, code),
    UNIQUE (tenant_id, iban),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- An account takes the lines of a day from people or from files, never from both: no money is
-- booked twice.
CREATE TABLE bank_days (
    tenant_id       BLOB NOT NULL,
    bank_account_id BLOB NOT NULL,
    day             INTEGER NOT NULL,
    kind            TEXT NOT NULL CHECK (kind IN ('manual', 'file')),
    PRIMARY KEY (tenant_id, bank_account_id, day),
    UNIQUE (tenant_id, bank_account_id, day, kind),
    FOREIGN KEY (tenant_id, bank_account_id)
        REFERENCES bank_accounts (tenant_id, bank_account_id)
) STRICT;

CREATE TABLE bank_statements (
    tenant_id       BLOB NOT NULL,
    statement_id    BLOB NOT NULL,
    bank_account_id BLOB NOT NULL,
    day             INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    -- Among the statements of the day.
    number          INTEGER NOT NULL CHECK (number > 0),
    made_at         INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, statement_id),
    UNIQUE (tenant_id, bank_account_id, day, number),
    FOREIGN KEY (tenant_id, bank_account_id, day, kind)
        REFERENCES bank_days (tenant_id, bank_account_id, day, kind)
) STRICT;

-- One movement of a bank account. The key over the bank's reference is why the same line is never
-- entered twice.
CREATE TABLE bank_lines (
    tenant_id       BLOB NOT NULL,
    bank_line_id    BLOB NOT NULL,
    statement_id    BLOB NOT NULL,
    bank_account_id BLOB NOT NULL,
    -- Within its statement.
    number          INTEGER NOT NULL CHECK (number > 0),
    direction       TEXT NOT NULL CHECK (direction IN ('credit', 'debit')),
    amount_cents    INTEGER NOT NULL CHECK (amount_cents > 0),
    currency        TEXT NOT NULL DEFAULT 'EUR',
    booking_day     INTEGER NOT NULL,
    value_day       INTEGER NOT NULL,
    -- What the transfer says (Verwendungszweck).
    reference       TEXT NOT NULL,
    counterparty    TEXT,
    external_ref    TEXT NOT NULL,
    entered_by      BLOB NOT NULL,
    PRIMARY KEY (tenant_id, bank_line_id),
    UNIQUE (tenant_id, bank_account_id, external_ref),
    UNIQUE (tenant_id, statement_id, number),
    FOREIGN KEY (tenant_id, statement_id) REFERENCES bank_statements (tenant_id, statement_id),
    FOREIGN KEY (tenant_id, entered_by) REFERENCES audit (tenant_id, audit_id)
) STRICT;

-- ledger ------------------------------------------------------------------------------------------

-- Everything that one event caused in the books (Buchung).
CREATE TABLE entry_groups (
    tenant_id      BLOB NOT NULL,
    group_id       BLOB NOT NULL,
    source_kind    TEXT NOT NULL CHECK (source_kind IN (
        'claim', 'payment', 'money_in', 'money_out', 'refund', 'payout', 'report_row', 'bank_line',
        'match', 'bank_order', 'dispute', 'day_closing', 'correction')),
    source         BLOB NOT NULL,
    posting_day    INTEGER NOT NULL,
    value_day      INTEGER NOT NULL,
    actor_kind     TEXT NOT NULL CHECK (actor_kind IN (
        'payer', 'client', 'person', 'provider', 'operator', 'system')),
    actor          TEXT NOT NULL,
    reverses_group BLOB,
    -- Hash of what is booked: the fact about money, or the payment.
    commitment     BLOB,
    booked_at      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, group_id),
    UNIQUE (tenant_id, reverses_group),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    FOREIGN KEY (tenant_id, reverses_group) REFERENCES entry_groups (tenant_id, group_id)
) STRICT;
CREATE INDEX entry_groups_by_source ON entry_groups (tenant_id, source_kind, source);

-- One debit, one credit, one amount (Buchungssatz).
CREATE TABLE transfers (
    tenant_id    BLOB NOT NULL,
    transfer_id  BLOB NOT NULL,
    group_id     BLOB NOT NULL,
    line         INTEGER NOT NULL CHECK (line > 0),
    debit        TEXT NOT NULL,
    credit       TEXT NOT NULL,
    amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
    currency     TEXT NOT NULL,
    seal_number  INTEGER,
    seal         BLOB,
    PRIMARY KEY (tenant_id, transfer_id),
    UNIQUE (tenant_id, group_id, line),
    UNIQUE (tenant_id, seal_number),
    FOREIGN KEY (tenant_id, group_id) REFERENCES entry_groups (tenant_id, group_id),
    CHECK (debit <> credit),
    CHECK ((seal_number IS NULL) = (seal IS NULL))
) STRICT;
CREATE INDEX transfers_unsealed ON transfers (tenant_id, transfer_id) WHERE seal_number IS NULL;

-- Where the chain ended after each batch, signed with a key outside the database. The last one is
-- the chain's end.
CREATE TABLE seal_heads (
    tenant_id   BLOB NOT NULL,
    seal_number INTEGER NOT NULL CHECK (seal_number > 0),
    seal        BLOB NOT NULL,
    sealed_at   INTEGER NOT NULL,
    key_id      TEXT NOT NULL,
    signature   BLOB NOT NULL,
    PRIMARY KEY (tenant_id, seal_number),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- Held while the chain grows.
CREATE TABLE seal_locks (
    tenant_id BLOB NOT NULL PRIMARY KEY,
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- Sums of the sealed transfers of a posting day. The receivables of all payments share one row,
-- and so do all claims.
CREATE TABLE balances (
    tenant_id    BLOB NOT NULL,
    account      TEXT NOT NULL,
    posting_day  INTEGER NOT NULL,
    debit_cents  INTEGER NOT NULL,
    credit_cents INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account, posting_day),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- events ------------------------------------------------------------------------------------------

-- What happened, for those outside: one row for each outside change, in the transaction of its
-- cause. Events of a subject are counted on from one under its lock. The number in the tenant's
-- feed and with it the finished body come after the commit; until then body is what happened. Old
-- bodies are dropped, the rows stay.
-- Events of a file of claims wait for the file to be applied.
CREATE TABLE events (
    tenant_id        BLOB NOT NULL,
    event_id         BLOB NOT NULL,
    kind             TEXT NOT NULL,
    subject_kind     TEXT NOT NULL
        CHECK (subject_kind IN ('claim', 'payment', 'refund', 'service')),
    subject          BLOB NOT NULL,
    subject_sequence INTEGER CHECK (subject_sequence > 0),
    sequence         INTEGER CHECK (sequence > 0),
    schema           INTEGER NOT NULL DEFAULT 1,
    body             TEXT,
    caused_by        BLOB,
    import_id        BLOB,
    at               INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, event_id),
    UNIQUE (tenant_id, subject_kind, subject, subject_sequence),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK (subject_sequence IS NOT NULL OR (import_id IS NOT NULL AND sequence IS NULL)),
    CHECK (body IS NOT NULL OR sequence IS NOT NULL)
) STRICT;
CREATE INDEX events_unnumbered ON events (tenant_id, event_id)
    WHERE sequence IS NULL AND import_id IS NULL;
CREATE INDEX events_of_import ON events (tenant_id, import_id, event_id)
    WHERE sequence IS NULL AND import_id IS NOT NULL AND subject_sequence IS NOT NULL;
-- Not those without a number: SQLite would take this index to find them.
CREATE UNIQUE INDEX events_by_sequence ON events (tenant_id, sequence)
    WHERE sequence IS NOT NULL;

-- The last number of each tenant's feed, and the last one whose body was dropped.
CREATE TABLE event_counters (
    tenant_id        BLOB NOT NULL PRIMARY KEY,
    last_sequence    INTEGER NOT NULL CHECK (last_sequence >= 0),
    dropped_sequence INTEGER NOT NULL DEFAULT 0
        CHECK (dropped_sequence >= 0 AND dropped_sequence <= last_sequence),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;

-- E-mails. The address is sealed, and gone when it has done its service.
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

-- work --------------------------------------------------------------------------------------------

-- Work that is due, written in the same transaction as what caused it. A key stands once among
-- the jobs that wait: what is asked for while the job runs is another job.
CREATE TABLE jobs (
    tenant_id   BLOB NOT NULL,
    job_id      BLOB NOT NULL,
    kind        TEXT NOT NULL,
    queue       TEXT NOT NULL,
    payload     TEXT NOT NULL,
    key         TEXT,
    due_at      INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    started_at  INTEGER,
    tries       INTEGER NOT NULL CHECK (tries >= 0),
    last_error  TEXT,
    gave_up_at  INTEGER,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, job_id),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;
CREATE UNIQUE INDEX jobs_waiting ON jobs (tenant_id, kind, key)
    WHERE started_at IS NULL AND gave_up_at IS NULL;
CREATE INDEX jobs_due ON jobs (tenant_id, queue, due_at) WHERE gave_up_at IS NULL;
CREATE INDEX jobs_given_up ON jobs (kind) WHERE gave_up_at IS NOT NULL;

-- Periodic work, a row for each kind of it: one of the installation, whose tenant is nil, or one of
-- each tenant. A run belongs to one node until the end of its lease.
CREATE TABLE schedules (
    tenant_id   BLOB NOT NULL,
    kind        TEXT NOT NULL,
    rule        TEXT NOT NULL,
    next_at     INTEGER NOT NULL,
    lease_until INTEGER NOT NULL,
    runs        INTEGER NOT NULL CHECK (runs >= 0),
    -- In a row, up to the last run.
    failures    INTEGER NOT NULL CHECK (failures >= 0),
    last_error  TEXT,
    started_at  INTEGER,
    ended_at    INTEGER,
    PRIMARY KEY (tenant_id, kind),
    CHECK ((failures > 0) = (last_error IS NOT NULL))
) STRICT;
CREATE INDEX schedules_due ON schedules (next_at);

-- What the treasury has to look at: one open task per kind and subject.
CREATE TABLE tasks (
    tenant_id    BLOB NOT NULL,
    task_id      BLOB NOT NULL,
    kind         TEXT NOT NULL,
    subject_kind TEXT NOT NULL CHECK (subject_kind IN (
        'claim', 'payment', 'money_in', 'money_out', 'refund', 'provider_account')),
    subject      BLOB NOT NULL,
    reference    TEXT,
    amount_cents INTEGER CHECK (amount_cents >= 0),
    currency     TEXT NOT NULL DEFAULT 'EUR',
    created_at   INTEGER NOT NULL,
    done_at      INTEGER,
    PRIMARY KEY (tenant_id, task_id),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT;
CREATE UNIQUE INDEX tasks_open ON tasks (tenant_id, kind, subject_kind, subject)
    WHERE done_at IS NULL;

-- journals ----------------------------------------------------------------------------------------

-- A journal's row is written once. The seal of a transfer is the only thing added later, once.
CREATE TRIGGER transfers_are_final BEFORE UPDATE ON transfers
WHEN OLD.seal_number IS NOT NULL OR NEW.seal_number IS NULL
    OR OLD.tenant_id <> NEW.tenant_id OR OLD.transfer_id <> NEW.transfer_id
    OR OLD.group_id <> NEW.group_id OR OLD.line <> NEW.line
    OR OLD.debit <> NEW.debit OR OLD.credit <> NEW.credit
    OR OLD.amount_cents <> NEW.amount_cents OR OLD.currency <> NEW.currency
BEGIN SELECT RAISE(ABORT, 'transfers is append-only'); END;
CREATE TRIGGER transfers_stay BEFORE DELETE ON transfers
BEGIN SELECT RAISE(ABORT, 'transfers is append-only'); END;
CREATE TRIGGER audit_are_final BEFORE UPDATE ON audit
WHEN OLD.seal_number IS NOT NULL OR NEW.seal_number IS NULL
    OR OLD.tenant_id <> NEW.tenant_id OR OLD.audit_id <> NEW.audit_id OR OLD.at <> NEW.at
    OR OLD.actor_kind <> NEW.actor_kind OR OLD.actor <> NEW.actor OR OLD.act <> NEW.act
    OR OLD.object_kind <> NEW.object_kind OR OLD.object <> NEW.object
    OR OLD.outcome <> NEW.outcome OR OLD.before IS NOT NEW.before OR OLD.after IS NOT NEW.after
    OR OLD.commitment IS NOT NEW.commitment OR OLD.reason IS NOT NEW.reason
    OR OLD.request IS NOT NEW.request OR OLD.salt IS NOT NEW.salt OR OLD.details <> NEW.details
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_stay BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER service_transitions_are_final BEFORE UPDATE ON service_transitions
BEGIN SELECT RAISE(ABORT, 'service_transitions is append-only'); END;
CREATE TRIGGER service_transitions_stay BEFORE DELETE ON service_transitions
BEGIN SELECT RAISE(ABORT, 'service_transitions is append-only'); END;
CREATE TRIGGER shares_are_final BEFORE UPDATE ON shares
BEGIN SELECT RAISE(ABORT, 'shares is append-only'); END;
CREATE TRIGGER shares_stay BEFORE DELETE ON shares
BEGIN SELECT RAISE(ABORT, 'shares is append-only'); END;
CREATE TRIGGER orders_are_final BEFORE UPDATE ON orders
BEGIN SELECT RAISE(ABORT, 'orders is append-only'); END;
CREATE TRIGGER orders_stay BEFORE DELETE ON orders
BEGIN SELECT RAISE(ABORT, 'orders is append-only'); END;
CREATE TRIGGER money_in_are_final BEFORE UPDATE ON money_in
BEGIN SELECT RAISE(ABORT, 'money_in is append-only'); END;
CREATE TRIGGER money_in_stay BEFORE DELETE ON money_in
BEGIN SELECT RAISE(ABORT, 'money_in is append-only'); END;
CREATE TRIGGER money_in_claims_are_final BEFORE UPDATE ON money_in_claims
BEGIN SELECT RAISE(ABORT, 'money_in_claims is append-only'); END;
CREATE TRIGGER money_in_claims_stay BEFORE DELETE ON money_in_claims
BEGIN SELECT RAISE(ABORT, 'money_in_claims is append-only'); END;
CREATE TRIGGER money_out_are_final BEFORE UPDATE ON money_out
BEGIN SELECT RAISE(ABORT, 'money_out is append-only'); END;
CREATE TRIGGER money_out_stay BEFORE DELETE ON money_out
BEGIN SELECT RAISE(ABORT, 'money_out is append-only'); END;
CREATE TRIGGER refund_claims_are_final BEFORE UPDATE ON refund_claims
BEGIN SELECT RAISE(ABORT, 'refund_claims is append-only'); END;
CREATE TRIGGER refund_claims_stay BEFORE DELETE ON refund_claims
BEGIN SELECT RAISE(ABORT, 'refund_claims is append-only'); END;
CREATE TRIGGER approvals_are_final BEFORE UPDATE ON approvals
BEGIN SELECT RAISE(ABORT, 'approvals is append-only'); END;
CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals
BEGIN SELECT RAISE(ABORT, 'approvals is append-only'); END;
CREATE TRIGGER bank_days_are_final BEFORE UPDATE ON bank_days
BEGIN SELECT RAISE(ABORT, 'bank_days is append-only'); END;
CREATE TRIGGER bank_days_stay BEFORE DELETE ON bank_days
BEGIN SELECT RAISE(ABORT, 'bank_days is append-only'); END;
CREATE TRIGGER bank_statements_are_final BEFORE UPDATE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'bank_statements is append-only'); END;
CREATE TRIGGER bank_statements_stay BEFORE DELETE ON bank_statements
BEGIN SELECT RAISE(ABORT, 'bank_statements is append-only'); END;
CREATE TRIGGER bank_lines_are_final BEFORE UPDATE ON bank_lines
BEGIN SELECT RAISE(ABORT, 'bank_lines is append-only'); END;
CREATE TRIGGER bank_lines_stay BEFORE DELETE ON bank_lines
BEGIN SELECT RAISE(ABORT, 'bank_lines is append-only'); END;
CREATE TRIGGER entry_groups_are_final BEFORE UPDATE ON entry_groups
BEGIN SELECT RAISE(ABORT, 'entry_groups is append-only'); END;
CREATE TRIGGER entry_groups_stay BEFORE DELETE ON entry_groups
BEGIN SELECT RAISE(ABORT, 'entry_groups is append-only'); END;
CREATE TRIGGER seal_heads_are_final BEFORE UPDATE ON seal_heads
BEGIN SELECT RAISE(ABORT, 'seal_heads is append-only'); END;
CREATE TRIGGER seal_heads_stay BEFORE DELETE ON seal_heads
BEGIN SELECT RAISE(ABORT, 'seal_heads is append-only'); END;
CREATE TRIGGER claim_terms_are_final BEFORE UPDATE ON claim_terms
BEGIN SELECT RAISE(ABORT, 'claim_terms is append-only'); END;
CREATE TRIGGER claim_terms_stay BEFORE DELETE ON claim_terms
WHEN NOT EXISTS (
    SELECT 1 FROM claims_imports i
    WHERE i.tenant_id = OLD.tenant_id AND i.audit_id = OLD.audit_id AND i.applied_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'claim_terms is append-only'); END;
CREATE TRIGGER claim_lines_are_final BEFORE UPDATE ON claim_lines
BEGIN SELECT RAISE(ABORT, 'claim_lines is append-only'); END;
CREATE TRIGGER claim_lines_stay BEFORE DELETE ON claim_lines
WHEN NOT EXISTS (
    SELECT 1 FROM claim_terms t
    JOIN claims_imports i ON i.tenant_id = t.tenant_id AND i.audit_id = t.audit_id
    WHERE t.tenant_id = OLD.tenant_id AND t.claim_id = OLD.claim_id
      AND t.number = OLD.terms_number AND i.applied_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'claim_lines is append-only'); END;

-- A one-time code is taken once, and none after a later one.
CREATE TRIGGER credentials_step_rises BEFORE UPDATE OF last_step ON credentials
WHEN OLD.last_step IS NOT NULL AND (NEW.last_step IS NULL OR NEW.last_step <= OLD.last_step)
BEGIN SELECT RAISE(ABORT, 'the step of one-time codes only rises'); END;

-- A version goes its way, and what was approved does not change.
CREATE TRIGGER service_versions_go_forward BEFORE UPDATE ON service_versions
WHEN OLD.state IN ('replaced', 'discarded')
    OR (NEW.state = 'draft' AND OLD.state NOT IN ('draft', 'submitted', 'approved'))
    OR (NEW.state = 'submitted' AND OLD.state NOT IN ('draft', 'submitted'))
    OR (NEW.state = 'approved' AND OLD.state NOT IN ('submitted', 'approved'))
    OR (NEW.state = 'live' AND OLD.state NOT IN ('approved', 'live'))
    OR (NEW.state = 'replaced' AND OLD.state <> 'live')
    OR (NEW.state = 'discarded' AND OLD.state <> 'draft')
    OR (OLD.state NOT IN ('draft', 'submitted') AND (NEW.document <> OLD.document
        OR NEW.hash <> OLD.hash OR NEW.pool_id <> OLD.pool_id))
BEGIN SELECT RAISE(ABORT, 'a version of a service goes its way'); END;
CREATE TRIGGER service_versions_stay BEFORE DELETE ON service_versions
BEGIN SELECT RAISE(ABORT, 'a version of a service goes its way'); END;
