-- The schema, by noun; both engines have the same tables, columns and constraints in the same
-- order. The tenant is the first column of every primary, foreign and unique key, but of those of
-- persons, which are of no tenant.

-- installation ------------------------------------------------------------------------------------

-- What holds for the installation as a whole; of no tenant.
CREATE TABLE installation (
    name       text NOT NULL PRIMARY KEY,
    value      text NOT NULL,
    written_at timestamptz NOT NULL
);
-- The newest schema that a program has to know to work on this one. A migration that takes away or
-- changes what programs of before use writes its own number here; one that only adds leaves it.
INSERT INTO installation (name, value, written_at) VALUES ('oldest_program', '1', to_timestamp(0));

-- tenants -----------------------------------------------------------------------------------------

-- Finds the tenant of a name: the only table outside a tenant's scope.
CREATE TABLE names (
    kind      text NOT NULL CHECK (kind IN (
        'slug', 'client', 'account', 'binding', 'merchant', 'certificate')),
    name      text NOT NULL,
    tenant_id uuid NOT NULL,
    PRIMARY KEY (kind, name)
);

CREATE TABLE tenants (
    tenant_id  uuid NOT NULL PRIMARY KEY,
    slug       text NOT NULL UNIQUE,
    document   text NOT NULL,
    -- Of a trial tenant: the one whose services are tried out here. Nothing crosses between them.
    trial_of   uuid UNIQUE REFERENCES tenants (tenant_id) CHECK (trial_of <> tenant_id),
    -- Raised with every change of master data: what was read under it holds while it stands.
    version    bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    CHECK ((trial_of IS NULL) = (slug NOT LIKE '%-probe'))
);

-- The installation itself, for the operator's own staff and its audit trail; not among names.
INSERT INTO tenants (tenant_id, slug, document, created_at)
VALUES ('00000000-0000-0000-0000-000000000000', 'operator', '', to_timestamp(0));

CREATE TABLE branding_files (
    tenant_id uuid NOT NULL,
    name      text NOT NULL,
    content   bytea NOT NULL,
    PRIMARY KEY (tenant_id, name),
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

-- Keys of the authority's own, sealed with the operator's: what hashes are made with.
CREATE TABLE tenant_keys (
    tenant_id uuid NOT NULL,
    name      text NOT NULL,
    secret    bytea NOT NULL,
    PRIMARY KEY (tenant_id, name),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- access ------------------------------------------------------------------------------------------

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

-- When each was last here, and from which neighbourhood: written down some minutes apart.
CREATE TABLE client_uses (
    tenant_id uuid NOT NULL,
    client_id uuid NOT NULL,
    used_at   timestamptz NOT NULL,
    network   text NOT NULL,
    PRIMARY KEY (tenant_id, client_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id)
);

CREATE TABLE access_tokens (
    tenant_id  uuid NOT NULL,
    token_hash bytea NOT NULL,
    client_id  uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id)
);
CREATE INDEX access_tokens_over ON access_tokens (expires_at);

-- Tries at notices, passwords and codes that were wrong: keyed hashes, erased soon.
CREATE TABLE rate_limits (
    tenant_id uuid NOT NULL,
    key       bytea NOT NULL,
    tries     bigint NOT NULL,
    until     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, key)
);
CREATE INDEX rate_limits_over ON rate_limits (until);

-- Why the same request sent twice has one effect: inserted in the transaction of the effect, with
-- what it made. Those of forms that payers send are erased after some weeks.
CREATE TABLE idempotency_keys (
    tenant_id    uuid NOT NULL,
    actor_kind   text NOT NULL
        CHECK (actor_kind IN ('payer', 'client', 'person', 'provider', 'operator', 'system')),
    actor        text NOT NULL,
    operation    text NOT NULL,
    key          text NOT NULL,
    fingerprint  bytea NOT NULL,
    subject_kind text NOT NULL,
    subject      uuid NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, actor_kind, actor, operation, key),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);
CREATE INDEX idempotency_keys_of_payers ON idempotency_keys (created_at)
    WHERE actor_kind = 'payer';

-- Every act: the actor, the act, the object, before and after. Written in the act's own
-- transaction. What decides about money carries a commitment to the object after the act.
CREATE TABLE audit (
    tenant_id   uuid NOT NULL,
    audit_id    uuid NOT NULL,
    at          timestamptz NOT NULL,
    actor_kind  text NOT NULL
        CHECK (actor_kind IN ('payer', 'client', 'person', 'provider', 'operator', 'system')),
    actor       text NOT NULL,
    act         text NOT NULL,
    object_kind text NOT NULL,
    object      text NOT NULL,
    outcome     text NOT NULL CHECK (outcome IN ('done', 'refused')),
    before      text,
    after       text,
    commitment  bytea,
    reason      text,
    request     text,
    -- Hides the texts of the row in their digest, and is erased with them.
    salt        bytea,
    details     bytea NOT NULL,
    seal_number bigint,
    seal        bytea,
    PRIMARY KEY (tenant_id, audit_id),
    UNIQUE (tenant_id, seal_number),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK ((seal_number IS NULL) = (seal IS NULL))
);
-- What people did, apart from the many acts of payers, systems and jobs.
CREATE INDEX audit_of_people ON audit (tenant_id, audit_id)
    WHERE actor_kind IN ('person', 'operator');
CREATE INDEX audit_of_people_by_object ON audit (tenant_id, object, audit_id)
    WHERE actor_kind IN ('person', 'operator');
CREATE INDEX audit_unsealed ON audit (tenant_id, audit_id) WHERE seal_number IS NULL;

-- A human of the staff, for all authorities: two accounts of one human would be two pairs of eyes.
CREATE TABLE persons (
    person_id    uuid NOT NULL PRIMARY KEY,
    -- Of the operator, or of authorities; for good, so that the two never meet.
    of_operator  bigint NOT NULL CHECK (of_operator IN (0, 1)),
    name         text NOT NULL,
    email        text NOT NULL,
    -- As addresses are compared.
    email_folded text NOT NULL UNIQUE,
    created_at   timestamptz NOT NULL,
    -- Rises when the person gets a place, or an active grant: what was decided by its places is
    -- compared with it.
    places_version bigint NOT NULL DEFAULT 0,
    -- How often its credentials were taken away or made by an invitation. An invitation is good for
    -- the count it was made at.
    resets         bigint NOT NULL DEFAULT 0,
    UNIQUE (person_id, of_operator)
);

-- A person's place in an authority, or in the installation, whose tenant is nil. All its active
-- grants there are of one side, the one named here.
CREATE TABLE memberships (
    tenant_id   uuid NOT NULL,
    person_id   uuid NOT NULL,
    of_operator bigint NOT NULL,
    side        text NOT NULL
        CHECK (side IN ('office', 'bookkeeper', 'treasurer', 'auditor', 'operator')),
    state       text NOT NULL CHECK (state IN ('invited', 'active', 'suspended')),
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, person_id),
    UNIQUE (tenant_id, person_id, side),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    FOREIGN KEY (person_id, of_operator) REFERENCES persons (person_id, of_operator),
    CHECK ((of_operator = 1) = (tenant_id = '00000000-0000-0000-0000-000000000000')),
    CHECK ((of_operator = 1) = (side = 'operator'))
);
CREATE INDEX memberships_by_person ON memberships (person_id);

-- A role for a person. An active one was confirmed by another person than proposed it, and than it
-- is for; only the first ones come from the command line and have no proposer.
CREATE TABLE grants (
    tenant_id    uuid NOT NULL,
    grant_id     uuid NOT NULL,
    person_id    uuid NOT NULL,
    role         text NOT NULL CHECK (role IN (
        'clerk', 'service_owner', 'bookkeeper', 'treasurer', 'auditor', 'admin', 'operator')),
    lead         bigint NOT NULL CHECK (lead = 0 OR (lead = 1 AND role = 'treasurer')),
    side         text NOT NULL,
    -- The side while active: the key it refers to keeps sides apart.
    active_side  text,
    scope        text NOT NULL,
    from_at      timestamptz NOT NULL,
    until_at     timestamptz,
    state        text NOT NULL CHECK (state IN ('proposed', 'active', 'ended')),
    proposed_by  uuid,
    confirmed_by uuid,
    -- The last act on it.
    audit_id     uuid NOT NULL,
    PRIMARY KEY (tenant_id, grant_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES memberships (tenant_id, person_id),
    FOREIGN KEY (tenant_id, person_id, active_side)
        REFERENCES memberships (tenant_id, person_id, side),
    FOREIGN KEY (tenant_id, audit_id) REFERENCES audit (tenant_id, audit_id),
    CHECK (side = CASE role
        WHEN 'bookkeeper' THEN 'bookkeeper' WHEN 'treasurer' THEN 'treasurer'
        WHEN 'auditor' THEN 'auditor' WHEN 'operator' THEN 'operator' ELSE 'office' END),
    CHECK ((role = 'operator') = (tenant_id = '00000000-0000-0000-0000-000000000000')),
    CHECK ((state = 'active') = (active_side IS NOT NULL)),
    CHECK (active_side IS NULL OR active_side = side),
    CHECK (state <> 'active' OR proposed_by IS NULL OR confirmed_by IS NOT NULL),
    CHECK (confirmed_by IS NULL OR (confirmed_by <> proposed_by AND confirmed_by <> person_id)),
    CHECK (until_at IS NULL OR until_at > from_at)
);
CREATE INDEX grants_open ON grants (tenant_id, person_id) WHERE state <> 'ended';

-- What a person signs in with: the hash of a password, the sealed secret of one-time codes, hashes
-- of recovery codes.
CREATE TABLE credentials (
    credential_id uuid NOT NULL PRIMARY KEY,
    person_id     uuid NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('password', 'one_time_code', 'recovery_code')),
    secret        bytea NOT NULL,
    -- The step of the last one-time code that was taken; it only rises.
    last_step     bigint,
    created_at    timestamptz NOT NULL,
    used_at       timestamptz,
    FOREIGN KEY (person_id) REFERENCES persons (person_id),
    CHECK ((kind = 'one_time_code') = (last_step IS NOT NULL))
);
CREATE UNIQUE INDEX credentials_once ON credentials (person_id, kind)
    WHERE kind <> 'recovery_code';
CREATE UNIQUE INDEX credentials_recovery ON credentials (person_id, secret)
    WHERE kind = 'recovery_code';

-- A person that signed in at one browser. A session with which more was proved takes the place of
-- the one before, with another token.
CREATE TABLE sessions (
    session_id uuid NOT NULL PRIMARY KEY,
    person_id  uuid NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    -- What forms of this session carry, and of one in its place that proved nothing more.
    form_key   bytea NOT NULL,
    -- When the person signed in; kept by a session that takes another's place.
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    -- When everything was proved; without it the second factor is waited for.
    trusted_at timestamptz,
    network    text NOT NULL,
    browser    text NOT NULL,
    ended_at   timestamptz,
    ended_why  text CHECK (ended_why IN (
        'replaced', 'signed_out', 'revoked', 'ended_by_staff', 'credentials_changed')),
    FOREIGN KEY (person_id) REFERENCES persons (person_id),
    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
);
CREATE INDEX sessions_open ON sessions (person_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_old ON sessions (seen_at);
CREATE INDEX sessions_waiting ON sessions (seen_at) WHERE trusted_at IS NULL;

-- How a person comes in, or comes in again after its credentials were taken away. One at a time.
CREATE TABLE invitations (
    tenant_id     uuid NOT NULL,
    invitation_id uuid NOT NULL,
    person_id     uuid NOT NULL,
    token_hash    bytea NOT NULL,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    ended_at      timestamptz,
    resets        bigint NOT NULL,
    PRIMARY KEY (tenant_id, invitation_id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES memberships (tenant_id, person_id)
);
CREATE UNIQUE INDEX invitations_by_token ON invitations (token_hash);
CREATE INDEX invitations_old ON invitations (created_at);
CREATE UNIQUE INDEX invitations_open ON invitations (tenant_id, person_id)
    WHERE ended_at IS NULL;

-- services ----------------------------------------------------------------------------------------

CREATE TABLE services (
    tenant_id   uuid NOT NULL,
    service_id  uuid NOT NULL,
    code        text NOT NULL,
    -- The version that holds: the live one, before there is one the newest.
    version     bigint NOT NULL,
    state       text NOT NULL CHECK (state IN ('new', 'live', 'paused', 'retired')),
    -- How many there were.
    transitions bigint NOT NULL CHECK (transitions >= 0),
    -- The last act on it, once that is written.
    audit_id    uuid,
    PRIMARY KEY (tenant_id, service_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, audit_id) REFERENCES audit (tenant_id, audit_id)
);

-- What a service says, costs and asks for, by number. One is live, one is prepared. A person has one
-- part in a version: one that changed it never approves it.
CREATE TABLE service_versions (
    tenant_id     uuid NOT NULL,
    service_id    uuid NOT NULL,
    version       bigint NOT NULL CHECK (version > 0),
    state         text NOT NULL CHECK (state IN (
        'draft', 'submitted', 'approved', 'live', 'replaced', 'discarded')),
    pool_id       uuid NOT NULL,
    document      text NOT NULL,
    -- SHA-256 of pool and document.
    hash          bytea NOT NULL CHECK (length(hash) = 32),
    -- Times it was written; a form tells which it was made from.
    revision      bigint NOT NULL CHECK (revision > 0),
    -- The version that it began as.
    begun_from    bigint CHECK (begun_from < version),
    made_at       timestamptz NOT NULL,
    -- The approval, and of exactly what.
    approved_by   text,
    approved_part text CHECK (approved_part = 'approver'),
    approved_hash bytea,
    published_by  text,
    PRIMARY KEY (tenant_id, service_id, version),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id),
    CHECK ((approved_by IS NULL) = (approved_hash IS NULL)),
    CHECK ((approved_by IS NULL) = (approved_part IS NULL)),
    CHECK (approved_hash = hash),
    CHECK (state <> 'approved' OR approved_by IS NOT NULL),
    CHECK (state NOT IN ('draft', 'submitted', 'discarded') OR approved_by IS NULL),
    CHECK ((state IN ('live', 'replaced')) = (published_by IS NOT NULL)),
    CHECK (published_by <> approved_by)
);
CREATE UNIQUE INDEX service_versions_live ON service_versions (tenant_id, service_id)
    WHERE state = 'live';
CREATE UNIQUE INDEX service_versions_open ON service_versions (tenant_id, service_id)
    WHERE state IN ('draft', 'submitted', 'approved');

CREATE TABLE service_version_parts (
    tenant_id  uuid NOT NULL,
    service_id uuid NOT NULL,
    version    bigint NOT NULL,
    actor      text NOT NULL,
    part       text NOT NULL CHECK (part IN ('author', 'approver')),
    PRIMARY KEY (tenant_id, service_id, version, actor),
    UNIQUE (tenant_id, service_id, version, actor, part),
    FOREIGN KEY (tenant_id, service_id, version)
        REFERENCES service_versions (tenant_id, service_id, version)
);
ALTER TABLE services ADD FOREIGN KEY (tenant_id, service_id, version)
    REFERENCES service_versions (tenant_id, service_id, version) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE service_versions ADD FOREIGN KEY
        (tenant_id, service_id, version, approved_by, approved_part)
    REFERENCES service_version_parts (tenant_id, service_id, version, actor, part);

-- Transitions of a service and its versions: by which actor, when, in which role and why. Written
-- once.
CREATE TABLE service_transitions (
    tenant_id  uuid NOT NULL,
    service_id uuid NOT NULL,
    number     bigint NOT NULL CHECK (number > 0),
    -- The version that it was about, or that held.
    version    bigint NOT NULL,
    transition text NOT NULL,
    state      text NOT NULL,
    role       text NOT NULL CHECK (role IN (
        'clerk', 'service_owner', 'bookkeeper', 'treasurer', 'auditor', 'admin', 'operator')),
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

-- By which name within a channel a calling system means a service.
CREATE TABLE bindings (
    tenant_id  uuid NOT NULL,
    binding_id uuid NOT NULL,
    channel    text NOT NULL CHECK (channel IN ('xbezahldienste')),
    key        text NOT NULL,
    service_id uuid NOT NULL,
    document   text NOT NULL,
    PRIMARY KEY (tenant_id, binding_id),
    UNIQUE (tenant_id, channel, key),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
);

-- claims ------------------------------------------------------------------------------------------

-- Where numbers of claims (Kassenzeichen) come from.
CREATE TABLE pools (
    tenant_id    uuid NOT NULL,
    pool_id      uuid NOT NULL,
    code         text NOT NULL,
    document     text NOT NULL,
    next_counter bigint NOT NULL CHECK (next_counter >= 0),
    PRIMARY KEY (tenant_id, pool_id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);
ALTER TABLE service_versions ADD FOREIGN KEY (tenant_id, pool_id)
    REFERENCES pools (tenant_id, pool_id);

-- A file of claims. None of its rows is seen before it is applied, in one write; one that was not
-- is taken away again. One at a time per tenant, and each applied once.
CREATE TABLE claims_imports (
    tenant_id   uuid NOT NULL,
    import_id   uuid NOT NULL,
    -- The act that its versions of claims are recorded under.
    audit_id    uuid NOT NULL,
    started_at  timestamptz NOT NULL,
    alive_until timestamptz NOT NULL,
    ended_at    timestamptz,
    applied_at  timestamptz,
    -- What it says about claims that were there stands in the claims, too.
    copied_at   timestamptz,
    -- Every event of it has its number.
    told_at     timestamptz,
    file_hash   bytea,
    rows_read   bigint NOT NULL,
    added       bigint NOT NULL,
    changed     bigint NOT NULL,
    PRIMARY KEY (tenant_id, import_id),
    UNIQUE (tenant_id, audit_id),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK (applied_at IS NULL OR (ended_at IS NOT NULL AND file_hash IS NOT NULL)),
    CHECK (copied_at IS NULL OR applied_at IS NOT NULL)
);
CREATE UNIQUE INDEX claims_imports_to_copy ON claims_imports (tenant_id)
    WHERE applied_at IS NOT NULL AND copied_at IS NULL;
CREATE UNIQUE INDEX claims_imports_running ON claims_imports (tenant_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX claims_imports_by_file ON claims_imports (tenant_id, file_hash)
    WHERE applied_at IS NOT NULL;
CREATE INDEX claims_imports_untold ON claims_imports (tenant_id)
    WHERE applied_at IS NOT NULL AND told_at IS NULL;

-- What is owed: where it came from, what the authority says about it, what arrived for it.
CREATE TABLE claims (
    tenant_id     uuid NOT NULL,
    claim_id      uuid NOT NULL,
    service_id    uuid NOT NULL,
    kassenzeichen text NOT NULL,
    origin        text NOT NULL
                  CHECK (origin IN ('channel', 'api', 'import', 'catalogue', 'staff')),
    amount_cents  bigint NOT NULL CHECK (amount_cents > 0),
    text          text,
    party         text,
    due_on        bigint,
    payable_from  bigint,
    payable_until bigint,
    blocked_at    timestamptz,
    cancelled_at  timestamptz,
    settled_cents bigint NOT NULL DEFAULT 0 CHECK (settled_cents >= 0),
    factor_hash   bytea,
    -- Hides what names the payer in the digests of its versions.
    salt          bytea,
    terms_number  bigint NOT NULL CHECK (terms_number > 0),
    import_id     uuid,
    row_hash      bytea,
    created_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, claim_id),
    UNIQUE (tenant_id, kassenzeichen),
    FOREIGN KEY (tenant_id, service_id) REFERENCES services (tenant_id, service_id)
);
-- Lists of one service, by time.
CREATE INDEX claims_by_service ON claims (tenant_id, service_id, claim_id);

-- What the authority said about a claim, version by version; the newest stands in the claim, too.
CREATE TABLE claim_terms (
    tenant_id     uuid NOT NULL,
    claim_id      uuid NOT NULL,
    number        bigint NOT NULL CHECK (number > 0),
    amount_cents  bigint NOT NULL CHECK (amount_cents > 0),
    due_on        bigint,
    payable_from  bigint,
    payable_until bigint,
    blocked_at    timestamptz,
    cancelled_at  timestamptz,
    text          text,
    -- Digest of what names the payer.
    person        bytea NOT NULL,
    -- The act that said so, and which of its versions this is.
    audit_id      uuid NOT NULL,
    place         bigint NOT NULL CHECK (place > 0),
    recorded_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, claim_id, number),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
);
CREATE INDEX claim_terms_by_act ON claim_terms (tenant_id, audit_id, place);

-- The lines of a version (Forderungspositionen); they add up to its amount.
CREATE TABLE claim_lines (
    tenant_id    uuid NOT NULL,
    claim_id     uuid NOT NULL,
    terms_number bigint NOT NULL,
    number       bigint NOT NULL CHECK (number > 0),
    amount_cents bigint NOT NULL CHECK (amount_cents >= 0),
    reference    text,
    text         text,
    -- Digest of reference and text.
    words        bytea NOT NULL,
    booking_data text,
    PRIMARY KEY (tenant_id, claim_id, terms_number, number),
    FOREIGN KEY (tenant_id, claim_id, terms_number)
        REFERENCES claim_terms (tenant_id, claim_id, number)
);

-- What a file says about claims that are there already, until it stands in the claims. One without
-- a version says the same as before. Its version is in claim_terms from the first, and counts once
-- the file is applied.
CREATE TABLE claim_changes (
    tenant_id    uuid NOT NULL,
    import_id    uuid NOT NULL,
    claim_id     uuid NOT NULL,
    terms_number bigint,
    party        text,
    factor_hash  bytea,
    row_hash     bytea,
    salt         bytea,
    PRIMARY KEY (tenant_id, import_id, claim_id),
    FOREIGN KEY (tenant_id, import_id) REFERENCES claims_imports (tenant_id, import_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
);

-- What a QR code leads to. The token is all that stands in its address.
CREATE TABLE link_tokens (
    tenant_id  uuid NOT NULL,
    token      text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('claim', 'service', 'receipt')),
    subject    uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, token),
    UNIQUE (tenant_id, kind, subject),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- payments ----------------------------------------------------------------------------------------

CREATE TABLE payments (
    tenant_id    uuid NOT NULL,
    payment_id   uuid NOT NULL,
    claim_id     uuid NOT NULL,
    service_id   uuid NOT NULL,
    -- What its payer was shown: the version of the service that held.
    service_version bigint NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    -- What arrived for it so far; all of it when it is paid.
    received_cents bigint NOT NULL DEFAULT 0
        CHECK (received_cents >= 0 AND received_cents <= amount_cents),
    state        text NOT NULL
        CHECK (state IN ('open', 'paying', 'paid', 'expired', 'cancelled')),
    attempt_id   uuid,
    attempts     bigint NOT NULL,
    alert        text,
    method       text,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    -- Why it ended without money; none where another payment paid its claims.
    end_reason   text CHECK (end_reason IN (
        'declined', 'timed_out', 'by_payer', 'by_client', 'by_staff')),
    due_at       timestamptz,
    tries        bigint NOT NULL,
    version      bigint NOT NULL,
    PRIMARY KEY (tenant_id, payment_id),
    CHECK ((state = 'paying') = (attempt_id IS NOT NULL)),
    CHECK ((state = 'paid') = (received_cents = amount_cents)),
    CHECK ((state IN ('paid', 'expired', 'cancelled')) = (ended_at IS NOT NULL)),
    CHECK (end_reason IS NULL OR state IN ('expired', 'cancelled')),
    CHECK (state <> 'expired' OR end_reason IS NOT NULL),
    CHECK ((state IN ('open', 'paying')) = (due_at IS NOT NULL))
);
CREATE INDEX payments_due ON payments (tenant_id, due_at) WHERE due_at IS NOT NULL;
-- Lists of the staff go by payment id: newest first, of a service or of an amount.
CREATE INDEX payments_by_service ON payments (tenant_id, service_id, payment_id);
CREATE INDEX payments_by_amount ON payments (tenant_id, amount_cents, payment_id);

-- How much of which claim a payment is to settle. Adds up to the payment's amount.
CREATE TABLE shares (
    tenant_id    uuid NOT NULL,
    payment_id   uuid NOT NULL,
    claim_id     uuid NOT NULL,
    share_cents  bigint NOT NULL CHECK (share_cents > 0),
    PRIMARY KEY (tenant_id, payment_id, claim_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
);
CREATE INDEX shares_by_claim ON shares (tenant_id, claim_id, payment_id);
-- A payment's claim is the first of its shares: held by the shares' key, checked at commit, so that
-- a claim taken back with its file looks up no payments.
ALTER TABLE payments ADD FOREIGN KEY (tenant_id, payment_id, claim_id)
    REFERENCES shares (tenant_id, payment_id, claim_id) DEFERRABLE INITIALLY DEFERRED;

-- What a calling system sent, apart from the payment, so that it can be erased on its own.
CREATE TABLE payment_requests (
    tenant_id   uuid NOT NULL,
    payment_id  uuid NOT NULL,
    binding_id  uuid NOT NULL,
    client_id   uuid NOT NULL,
    -- The calling system's own id of its request.
    reference   text NOT NULL,
    items       text NOT NULL,
    -- What the channel gives back with every status; nothing else reads it.
    echo        text NOT NULL,
    return_url  text,
    PRIMARY KEY (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, binding_id) REFERENCES bindings (tenant_id, binding_id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, client_id)
);
CREATE INDEX payment_requests_by_reference
    ON payment_requests (tenant_id, reference, payment_id);

CREATE TABLE attempts (
    tenant_id       uuid NOT NULL,
    attempt_id      uuid NOT NULL,
    payment_id      uuid NOT NULL,
    number          bigint NOT NULL CHECK (number > 0),
    account_kind    text NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id      uuid NOT NULL,
    method          text NOT NULL,
    taking          text NOT NULL CHECK (taking IN ('by_capture', 'by_approval', 'by_payer',
                                                   'by_collection', 'at_desk')),
    locale          text NOT NULL,
    amount_cents    bigint NOT NULL CHECK (amount_cents > 0),
    state           text NOT NULL CHECK (state IN ('intended', 'offered', 'approved', 'captured',
                                                   'pending', 'declined', 'unknown', 'lapsed')),
    -- Until when the payer may act on the offer; none: as long as the payment.
    offered_until   timestamptz,
    order_ref       text,
    buyer_url       text,
    capture_ref     text,
    capture_number  bigint NOT NULL,
    -- How much the payer's network had begun before: which are asked about first.
    network_rank    bigint NOT NULL CHECK (network_rank BETWEEN 0 AND 3),
    -- The act that began it, and commits to what never changes of it.
    started_by      uuid NOT NULL,
    created_at      timestamptz NOT NULL,
    version         bigint NOT NULL,
    PRIMARY KEY (tenant_id, attempt_id),
    UNIQUE (tenant_id, payment_id, number),
    UNIQUE (tenant_id, account_id, order_ref),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id)
);

-- Messages of providers: what they hint at, not what they say.
CREATE TABLE provider_events (
    tenant_id   uuid NOT NULL,
    provider_event_id uuid NOT NULL,
    account_id  uuid NOT NULL,
    event_ref   text NOT NULL,
    hint        text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, provider_event_id),
    UNIQUE (tenant_id, account_id, event_ref),
    FOREIGN KEY (tenant_id, account_id) REFERENCES provider_accounts (tenant_id, account_id)
);

-- A claim that a citizen made from the catalogue.
CREATE TABLE orders (
    tenant_id  uuid NOT NULL,
    claim_id   uuid NOT NULL,
    payment_id uuid NOT NULL,
    service_id uuid NOT NULL,
    ordered_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, claim_id),
    UNIQUE (tenant_id, payment_id),
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

-- money -------------------------------------------------------------------------------------------

-- Money that arrived, as a provider or a bank stated it. The key is why the same money is never
-- booked twice. What it belongs to may be unknown.
CREATE TABLE money_in (
    tenant_id    uuid NOT NULL,
    money_in_id  uuid NOT NULL,
    account_kind text NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id   uuid NOT NULL,
    external_ref text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('capture', 'credit')),
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency     text NOT NULL DEFAULT 'EUR',
    fee_cents    bigint CHECK (fee_cents >= 0),
    payment_id   uuid,
    attempt_id   uuid,
    bank_line_id uuid,
    fact         text CHECK (fact IN ('paid', 'paid_late', 'paid_twice', 'paid_partly')),
    happened_at  timestamptz NOT NULL,
    booked_at    timestamptz NOT NULL,
    group_id     uuid NOT NULL,
    PRIMARY KEY (tenant_id, money_in_id),
    UNIQUE (tenant_id, account_kind, account_id, external_ref, kind),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES attempts (tenant_id, attempt_id)
);
CREATE INDEX money_in_by_payment ON money_in (tenant_id, payment_id);

-- Which claims the money settles, and how much of each.
CREATE TABLE money_in_claims (
    tenant_id    uuid NOT NULL,
    money_in_id  uuid NOT NULL,
    claim_id     uuid NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    PRIMARY KEY (tenant_id, money_in_id, claim_id),
    FOREIGN KEY (tenant_id, money_in_id) REFERENCES money_in (tenant_id, money_in_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
);
CREATE INDEX money_in_claims_by_claim ON money_in_claims (tenant_id, claim_id);

-- What of the money may still be given back: reserved is asked for here, seen left otherwise. A
-- fact is never refused, so only what is asked for here is bounded. Known by the account's id of
-- the money, because a provider may tell what left before it tells what arrived.
CREATE TABLE money_in_sums (
    tenant_id    uuid NOT NULL,
    account_kind text NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id   uuid NOT NULL,
    external_ref text NOT NULL,
    received     bigint NOT NULL DEFAULT 0,
    reserved     bigint NOT NULL DEFAULT 0,
    seen         bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, account_kind, account_id, external_ref),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK (received >= 0 AND reserved >= 0 AND seen >= 0 AND reserved <= received)
);

-- What a provider told last of a payer's dispute: while it is open nothing of the money is given
-- back, nor when it is lost before the money has left.
CREATE TABLE disputes (
    tenant_id        uuid NOT NULL,
    dispute_id       uuid NOT NULL,
    account_id       uuid NOT NULL,
    external_ref     text NOT NULL,
    money_in_id      uuid NOT NULL,
    state            text NOT NULL CHECK (state IN ('open', 'won', 'lost', 'withdrawn')),
    given_back_cents bigint CHECK (given_back_cents > 0),
    changed_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, dispute_id),
    UNIQUE (tenant_id, account_id, external_ref),
    FOREIGN KEY (tenant_id, money_in_id) REFERENCES money_in (tenant_id, money_in_id),
    CHECK (given_back_cents IS NULL OR state = 'lost')
);
CREATE INDEX disputes_by_money ON disputes (tenant_id, money_in_id);

-- Money that left, as a provider or a bank stated it.
CREATE TABLE money_out (
    tenant_id    uuid NOT NULL,
    money_out_id uuid NOT NULL,
    account_kind text NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id   uuid NOT NULL,
    external_ref text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('refund', 'reversal')),
    -- The account's id of the money that it was part of.
    money_ref    text,
    money_in_id  uuid,
    payment_id   uuid,
    refund_id    uuid,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency     text NOT NULL DEFAULT 'EUR',
    happened_at  timestamptz NOT NULL,
    booked_at    timestamptz NOT NULL,
    group_id     uuid NOT NULL,
    PRIMARY KEY (tenant_id, money_out_id),
    UNIQUE (tenant_id, account_kind, account_id, external_ref, kind),
    FOREIGN KEY (tenant_id, money_in_id) REFERENCES money_in (tenant_id, money_in_id),
    FOREIGN KEY (tenant_id, payment_id) REFERENCES payments (tenant_id, payment_id)
);
CREATE INDEX money_out_by_money ON money_out (tenant_id, account_kind, account_id, money_ref);
CREATE INDEX money_out_of_refund ON money_out (tenant_id, refund_id);

-- A refund: requested by one person, released by others, sent to the provider or paid by hand; or
-- made at the provider, and done. What is booked of it, and where its money comes from, is fixed
-- when it is released first.
CREATE TABLE refunds (
    tenant_id        uuid NOT NULL,
    refund_id        uuid NOT NULL,
    origin           text NOT NULL CHECK (origin IN ('staff', 'provider')),
    route            text NOT NULL CHECK (route IN ('provider', 'by_hand')),
    state            text NOT NULL CHECK (state IN ('requested', 'released', 'sent', 'pending',
                                                    'done', 'failed', 'rejected', 'withdrawn')),
    account_kind     text NOT NULL CHECK (account_kind IN ('provider', 'bank')),
    account_id       uuid NOT NULL,
    -- The account's id of the money that it is part of.
    money_ref        text NOT NULL,
    money_in_id      uuid,
    payment_id       uuid,
    service_id       uuid,
    amount_cents     bigint NOT NULL CHECK (amount_cents > 0),
    reason           text,
    requested_by     uuid,
    -- The treasury requested it: never of money that is owed.
    not_owed         bigint NOT NULL CHECK (not_owed IN (0, 1)),
    -- Of the form that requested it: sent twice it is one request.
    request_key      text,
    releases_needed  bigint NOT NULL CHECK (releases_needed IN (0, 1, 2)),
    -- Persons that released this try.
    releases_given   bigint NOT NULL CHECK (releases_given >= 0),
    -- Counts the tries: each is released anew.
    round            bigint NOT NULL CHECK (round > 0),
    group_id         uuid,
    suspense_item_id uuid,
    suspense_cents   bigint CHECK (suspense_cents > 0),
    invoice          text,
    external_ref     text,
    failure          text,
    created_at       timestamptz NOT NULL,
    ended_at         timestamptz,
    -- The last act on it.
    audit_id         uuid NOT NULL,
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
);
CREATE INDEX refunds_of_money ON refunds (tenant_id, money_in_id, refund_id);

-- What of a claim a refund takes, and the terms that lower what is owed of it.
CREATE TABLE refund_claims (
    tenant_id    uuid NOT NULL,
    refund_id    uuid NOT NULL,
    claim_id     uuid NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    terms_number bigint CHECK (terms_number > 1),
    PRIMARY KEY (tenant_id, refund_id, claim_id),
    FOREIGN KEY (tenant_id, refund_id) REFERENCES refunds (tenant_id, refund_id),
    FOREIGN KEY (tenant_id, claim_id) REFERENCES claims (tenant_id, claim_id)
);
CREATE INDEX refund_claims_by_claim ON refund_claims (tenant_id, claim_id);

-- A person agreed to exactly this text, and did not make it.
CREATE TABLE approvals (
    tenant_id    uuid NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN ('refund')),
    subject      uuid NOT NULL,
    subject_hash bytea NOT NULL,
    person_id    uuid NOT NULL,
    made_by      uuid NOT NULL,
    audit_id     uuid NOT NULL,
    PRIMARY KEY (tenant_id, subject_kind, subject, subject_hash, person_id),
    -- Each has an act of its own.
    UNIQUE (tenant_id, audit_id),
    FOREIGN KEY (tenant_id, audit_id) REFERENCES audit (tenant_id, audit_id),
    CHECK (person_id <> made_by)
);

-- bank --------------------------------------------------------------------------------------------

-- The authority's accounts at its banks. A new number is a new account.
CREATE TABLE bank_accounts (
    tenant_id       uuid NOT NULL,
    bank_account_id uuid NOT NULL,
    code            text NOT NULL,
    iban            text NOT NULL,
    bic             text,
    -- Exactly as the bank knows the account's holder.
    holder          text NOT NULL,
    created_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, bank_account_id),
    UNIQUE (tenant_id, code),
    UNIQUE (tenant_id, iban),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- An account takes the lines of a day from people or from files, never from both: no money is
-- booked twice.
CREATE TABLE bank_days (
    tenant_id       uuid NOT NULL,
    bank_account_id uuid NOT NULL,
    day             bigint NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('manual', 'file')),
    PRIMARY KEY (tenant_id, bank_account_id, day),
    UNIQUE (tenant_id, bank_account_id, day, kind),
    FOREIGN KEY (tenant_id, bank_account_id)
        REFERENCES bank_accounts (tenant_id, bank_account_id)
);

CREATE TABLE bank_statements (
    tenant_id       uuid NOT NULL,
    statement_id    uuid NOT NULL,
    bank_account_id uuid NOT NULL,
    day             bigint NOT NULL,
    kind            text NOT NULL,
    -- Among the statements of the day.
    number          bigint NOT NULL CHECK (number > 0),
    made_at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, statement_id),
    UNIQUE (tenant_id, bank_account_id, day, number),
    FOREIGN KEY (tenant_id, bank_account_id, day, kind)
        REFERENCES bank_days (tenant_id, bank_account_id, day, kind)
);

-- One movement of a bank account. The key over the bank's reference is why the same line is never
-- entered twice.
CREATE TABLE bank_lines (
    tenant_id       uuid NOT NULL,
    bank_line_id    uuid NOT NULL,
    statement_id    uuid NOT NULL,
    bank_account_id uuid NOT NULL,
    -- Within its statement.
    number          bigint NOT NULL CHECK (number > 0),
    direction       text NOT NULL CHECK (direction IN ('credit', 'debit')),
    amount_cents    bigint NOT NULL CHECK (amount_cents > 0),
    currency        text NOT NULL DEFAULT 'EUR',
    booking_day     bigint NOT NULL,
    value_day       bigint NOT NULL,
    -- What the transfer says (Verwendungszweck).
    reference       text NOT NULL,
    counterparty    text,
    external_ref    text NOT NULL,
    entered_by      uuid NOT NULL,
    PRIMARY KEY (tenant_id, bank_line_id),
    UNIQUE (tenant_id, bank_account_id, external_ref),
    UNIQUE (tenant_id, statement_id, number),
    FOREIGN KEY (tenant_id, statement_id) REFERENCES bank_statements (tenant_id, statement_id),
    FOREIGN KEY (tenant_id, entered_by) REFERENCES audit (tenant_id, audit_id)
);

-- ledger ------------------------------------------------------------------------------------------

-- Everything that one event caused in the books (Buchung).
CREATE TABLE entry_groups (
    tenant_id      uuid NOT NULL,
    group_id       uuid NOT NULL,
    source_kind    text NOT NULL CHECK (source_kind IN (
        'claim', 'payment', 'money_in', 'money_out', 'refund', 'payout', 'report_row', 'bank_line',
        'match', 'bank_order', 'dispute', 'day_closing', 'correction')),
    source         uuid NOT NULL,
    posting_day    bigint NOT NULL,
    value_day      bigint NOT NULL,
    actor_kind     text NOT NULL CHECK (actor_kind IN (
        'payer', 'client', 'person', 'provider', 'operator', 'system')),
    actor          text NOT NULL,
    reverses_group uuid,
    -- Hash of what is booked: the fact about money, or the payment.
    commitment     bytea,
    booked_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, group_id),
    UNIQUE (tenant_id, reverses_group),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    FOREIGN KEY (tenant_id, reverses_group) REFERENCES entry_groups (tenant_id, group_id)
);
CREATE INDEX entry_groups_by_source ON entry_groups (tenant_id, source_kind, source);

-- One debit, one credit, one amount (Buchungssatz).
CREATE TABLE transfers (
    tenant_id    uuid NOT NULL,
    transfer_id  uuid NOT NULL,
    group_id     uuid NOT NULL,
    line         bigint NOT NULL CHECK (line > 0),
    debit        text NOT NULL,
    credit       text NOT NULL,
    amount_cents bigint NOT NULL CHECK (amount_cents > 0),
    currency     text NOT NULL,
    seal_number  bigint,
    seal         bytea,
    PRIMARY KEY (tenant_id, transfer_id),
    UNIQUE (tenant_id, group_id, line),
    UNIQUE (tenant_id, seal_number),
    FOREIGN KEY (tenant_id, group_id) REFERENCES entry_groups (tenant_id, group_id),
    CHECK (debit <> credit),
    CHECK ((seal_number IS NULL) = (seal IS NULL))
);
CREATE INDEX transfers_unsealed ON transfers (tenant_id, transfer_id) WHERE seal_number IS NULL;

-- Where the chain ended after each batch, signed with a key outside the database. The last one is
-- the chain's end.
CREATE TABLE seal_heads (
    tenant_id   uuid NOT NULL,
    seal_number bigint NOT NULL CHECK (seal_number > 0),
    seal        bytea NOT NULL,
    sealed_at   timestamptz NOT NULL,
    key_id      text NOT NULL,
    signature   bytea NOT NULL,
    PRIMARY KEY (tenant_id, seal_number),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- Held while the chain grows.
CREATE TABLE seal_locks (
    tenant_id uuid NOT NULL PRIMARY KEY,
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- Sums of the sealed transfers of a posting day. The receivables of all payments share one row,
-- and so do all claims.
CREATE TABLE balances (
    tenant_id    uuid NOT NULL,
    account      text NOT NULL,
    posting_day  bigint NOT NULL,
    debit_cents  bigint NOT NULL,
    credit_cents bigint NOT NULL,
    PRIMARY KEY (tenant_id, account, posting_day),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- events ------------------------------------------------------------------------------------------

-- What happened, for those outside: one row for each outside change, in the transaction of its
-- cause. Events of a subject are counted on from one under its lock. The number in the tenant's
-- feed and with it the finished body come after the commit; until then body is what happened. Old
-- bodies are dropped, the rows stay.
-- Events of a file of claims wait for the file to be applied.
CREATE TABLE events (
    tenant_id        uuid NOT NULL,
    event_id         uuid NOT NULL,
    kind             text NOT NULL,
    subject_kind     text NOT NULL
        CHECK (subject_kind IN ('claim', 'payment', 'refund', 'service')),
    subject          uuid NOT NULL,
    subject_sequence bigint CHECK (subject_sequence > 0),
    sequence         bigint CHECK (sequence > 0),
    schema           bigint NOT NULL DEFAULT 1,
    body             text,
    caused_by        uuid,
    import_id        uuid,
    at               timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, event_id),
    UNIQUE (tenant_id, subject_kind, subject, subject_sequence),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
    CHECK (subject_sequence IS NOT NULL OR (import_id IS NOT NULL AND sequence IS NULL)),
    CHECK (body IS NOT NULL OR sequence IS NOT NULL)
);
CREATE INDEX events_unnumbered ON events (tenant_id, event_id)
    WHERE sequence IS NULL AND import_id IS NULL;
CREATE INDEX events_of_import ON events (tenant_id, import_id, event_id)
    WHERE sequence IS NULL AND import_id IS NOT NULL AND subject_sequence IS NOT NULL;
-- Not those without a number: SQLite would take this index to find them.
CREATE UNIQUE INDEX events_by_sequence ON events (tenant_id, sequence)
    WHERE sequence IS NOT NULL;

-- The last number of each tenant's feed, and the last one whose body was dropped.
CREATE TABLE event_counters (
    tenant_id        uuid NOT NULL PRIMARY KEY,
    last_sequence    bigint NOT NULL CHECK (last_sequence >= 0),
    dropped_sequence bigint NOT NULL DEFAULT 0
        CHECK (dropped_sequence >= 0 AND dropped_sequence <= last_sequence),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

-- E-mails. The address is sealed, and gone when it has done its service.
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

-- work --------------------------------------------------------------------------------------------

-- Work that is due, written in the same transaction as what caused it. A key stands once among
-- the jobs that wait: what is asked for while the job runs is another job.
CREATE TABLE jobs (
    tenant_id   uuid NOT NULL,
    job_id      uuid NOT NULL,
    kind        text NOT NULL,
    queue       text NOT NULL,
    payload     text NOT NULL,
    key         text,
    due_at      timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    started_at  timestamptz,
    tries       bigint NOT NULL CHECK (tries >= 0),
    last_error  text,
    gave_up_at  timestamptz,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, job_id),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);
CREATE UNIQUE INDEX jobs_waiting ON jobs (tenant_id, kind, key)
    WHERE started_at IS NULL AND gave_up_at IS NULL;
CREATE INDEX jobs_due ON jobs (tenant_id, queue, due_at) WHERE gave_up_at IS NULL;
CREATE INDEX jobs_given_up ON jobs (kind) WHERE gave_up_at IS NOT NULL;

-- Periodic work, a row for each kind of it: one of the installation, whose tenant is nil, or one of
-- each tenant. A run belongs to one node until the end of its lease.
CREATE TABLE schedules (
    tenant_id   uuid NOT NULL,
    kind        text NOT NULL,
    rule        text NOT NULL,
    next_at     timestamptz NOT NULL,
    lease_until timestamptz NOT NULL,
    runs        bigint NOT NULL CHECK (runs >= 0),
    -- In a row, up to the last run.
    failures    bigint NOT NULL CHECK (failures >= 0),
    last_error  text,
    started_at  timestamptz,
    ended_at    timestamptz,
    PRIMARY KEY (tenant_id, kind),
    CHECK ((failures > 0) = (last_error IS NOT NULL))
);
CREATE INDEX schedules_due ON schedules (next_at);

-- What the treasury has to look at: one open task per kind and subject.
CREATE TABLE tasks (
    tenant_id    uuid NOT NULL,
    task_id      uuid NOT NULL,
    kind         text NOT NULL,
    subject_kind text NOT NULL CHECK (subject_kind IN (
        'claim', 'payment', 'money_in', 'money_out', 'refund', 'provider_account')),
    subject      uuid NOT NULL,
    reference    text,
    amount_cents bigint CHECK (amount_cents >= 0),
    currency     text NOT NULL DEFAULT 'EUR',
    created_at   timestamptz NOT NULL,
    done_at      timestamptz,
    PRIMARY KEY (tenant_id, task_id),
    FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);
CREATE UNIQUE INDEX tasks_open ON tasks (tenant_id, kind, subject_kind, subject)
    WHERE done_at IS NULL;

-- journals ----------------------------------------------------------------------------------------

-- A journal's row is written once. The seal of a transfer is the only thing added later, once.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- Lets versions go that came with a file that is not applied: they were never seen.
CREATE FUNCTION refuse_once_applied() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version bigint;
BEGIN
    IF TG_TABLE_NAME = 'claim_terms' THEN
        version := OLD.number;
    ELSE
        version := OLD.terms_number;
    END IF;
    IF EXISTS (
        SELECT 1 FROM claim_terms t
        JOIN claims_imports i ON i.tenant_id = t.tenant_id AND i.audit_id = t.audit_id
        WHERE t.tenant_id = OLD.tenant_id AND t.claim_id = OLD.claim_id AND t.number = version
          AND i.applied_at IS NULL
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
-- Lets one change through: the columns of the trigger's arguments, from NULL to a value.
CREATE FUNCTION seal_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    sealing text;
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    FOREACH sealing IN ARRAY TG_ARGV LOOP
        IF before ->> sealing IS NOT NULL OR after ->> sealing IS NULL THEN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
        before := before - sealing;
        after := after - sealing;
    END LOOP;
    IF before IS DISTINCT FROM after THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DO $$
DECLARE
    journal text;
BEGIN
    FOREACH journal IN ARRAY ARRAY[
        'service_transitions', 'shares', 'orders', 'money_in', 'money_in_claims', 'money_out',
        'refund_claims', 'approvals', 'bank_days', 'bank_statements', 'bank_lines',
        'entry_groups', 'seal_heads'
    ] LOOP
        EXECUTE format('CREATE TRIGGER %1$s_are_final BEFORE UPDATE OR DELETE ON %1$I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', journal);
        EXECUTE format('CREATE TRIGGER %1$s_not_emptied BEFORE TRUNCATE ON %1$I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', journal);
    END LOOP;
    FOREACH journal IN ARRAY ARRAY['claim_terms', 'claim_lines'] LOOP
        EXECUTE format('CREATE TRIGGER %1$s_are_final BEFORE UPDATE ON %1$I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', journal);
        EXECUTE format('CREATE TRIGGER %1$s_stay BEFORE DELETE ON %1$I
            FOR EACH ROW EXECUTE FUNCTION refuse_once_applied()', journal);
        EXECUTE format('CREATE TRIGGER %1$s_not_emptied BEFORE TRUNCATE ON %1$I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', journal);
    END LOOP;
    FOREACH journal IN ARRAY ARRAY['transfers', 'audit'] LOOP
        EXECUTE format('CREATE TRIGGER %1$s_are_final BEFORE UPDATE ON %1$I
            FOR EACH ROW EXECUTE FUNCTION seal_once(''seal_number'', ''seal'')', journal);
        EXECUTE format('CREATE TRIGGER %1$s_stay BEFORE DELETE ON %1$I
            FOR EACH ROW EXECUTE FUNCTION refuse_change()', journal);
        EXECUTE format('CREATE TRIGGER %1$s_not_emptied BEFORE TRUNCATE ON %1$I
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', journal);
    END LOOP;
END $$;

-- A one-time code is taken once, and none after a later one.
CREATE FUNCTION step_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.last_step IS NULL OR NEW.last_step <= OLD.last_step THEN
        RAISE EXCEPTION 'the step of one-time codes only rises'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER credentials_step_rises BEFORE UPDATE OF last_step ON credentials
    FOR EACH ROW WHEN (OLD.last_step IS NOT NULL) EXECUTE FUNCTION step_rises();

-- A version goes its way, and what was approved does not change.
CREATE FUNCTION goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version of a service goes its way'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER service_versions_go_forward BEFORE UPDATE ON service_versions
    FOR EACH ROW WHEN (OLD.state IN ('replaced', 'discarded')
    OR (NEW.state = 'draft' AND OLD.state NOT IN ('draft', 'submitted', 'approved'))
    OR (NEW.state = 'submitted' AND OLD.state NOT IN ('draft', 'submitted'))
    OR (NEW.state = 'approved' AND OLD.state NOT IN ('submitted', 'approved'))
    OR (NEW.state = 'live' AND OLD.state NOT IN ('approved', 'live'))
    OR (NEW.state = 'replaced' AND OLD.state <> 'live')
    OR (NEW.state = 'discarded' AND OLD.state <> 'draft')
    OR (OLD.state NOT IN ('draft', 'submitted') AND (NEW.document <> OLD.document
        OR NEW.hash <> OLD.hash OR NEW.pool_id <> OLD.pool_id))) EXECUTE FUNCTION goes_forward();
CREATE TRIGGER service_versions_stay BEFORE DELETE ON service_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- scope -------------------------------------------------------------------------------------------

-- A step sees the rows of the tenant it was opened for; sweeps over all tenants say so. FORCE: the
-- owner of the tables is bound too.
CREATE FUNCTION in_scope(tenant uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT tenant = nullif(current_setting('zahlstelle.tenant', true), '')::uuid
        OR current_setting('zahlstelle.scope', true) = 'operator'
$$;
DO $$
DECLARE
    scoped text;
BEGIN
    FOR scoped IN
        SELECT table_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND column_name = 'tenant_id'
            AND table_name <> 'names'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
        EXECUTE format('CREATE POLICY by_tenant ON %I USING (in_scope(tenant_id))', scoped);
    END LOOP;
END $$;
-- Persons are of no tenant. One that a tenant has is seen there; the installation sees all.
CREATE FUNCTION person_in_scope(person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT in_scope('00000000-0000-0000-0000-000000000000')
        OR EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = person)
$$;
DO $$
DECLARE
    scoped text;
BEGIN
    FOREACH scoped IN ARRAY ARRAY['persons', 'credentials', 'sessions'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', scoped);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', scoped);
    END LOOP;
END $$;
CREATE POLICY by_person ON credentials USING (person_in_scope(person_id));
CREATE POLICY by_person ON sessions USING (person_in_scope(person_id));
-- A new person has no place yet, so every tenant may enter one.
CREATE POLICY by_person ON persons USING (person_in_scope(person_id))
    WITH CHECK (person_in_scope(person_id)
        OR nullif(current_setting('zahlstelle.tenant', true), '') IS NOT NULL);
-- Rows of no tenant, for the installation itself.
ALTER TABLE installation ENABLE ROW LEVEL SECURITY;
ALTER TABLE installation FORCE ROW LEVEL SECURITY;
CREATE POLICY by_operator ON installation
    USING (current_setting('zahlstelle.scope', true) = 'operator');

-- roles -------------------------------------------------------------------------------------------

-- Only a table's owner may have the planner look at it; the runtime role is not the owner. It looks
-- at tables of the owner's, and does nothing else.
CREATE FUNCTION analyze_table(name text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    PERFORM 1 FROM pg_catalog.pg_class c
        WHERE c.oid = pg_catalog.to_regclass(pg_catalog.quote_ident(name))
          AND c.relkind = 'r' AND pg_catalog.pg_get_userbyid(c.relowner) = current_user;
    IF FOUND THEN
        EXECUTE pg_catalog.format('ANALYZE (SKIP_LOCKED) %I', name);
    END IF;
END $$;
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION analyze_table(text) SET search_path = %I, pg_temp',
        current_schema());
END $$;
