//! The registry of what `verify` proves, table by table.
//!
//! The test of tampering walks it: a value of each column is changed, everything is sealed anew
//! without the key, and `verify` has to name the place. A table that comes later is added here, to
//! those that are covered or to those that are not; a test compares both lists with the schema.

/// A table whose rows cannot be changed without `verify` telling.
#[derive(Clone, Copy, Debug)]
pub struct Covered {
    pub table: &'static str,
    /// Columns of which a difference has one, as ids and names are written: the row's own, or that
    /// of the object whose commitment has the row. Of an act about many claims, as a file is, the
    /// first are named. What only a signed head tells, when all seals
    /// were computed anew, is told by the numbers in the chain since the head before.
    pub row: &'static [&'static str],
    /// The areas under which a difference may be told.
    pub areas: &'static [&'static str],
    /// Columns that prove nothing, each with the reason.
    pub free: &'static [(&'static str, &'static str)],
}

pub const COVERED: &[Covered] = &[
    Covered {
        table: "transfers",
        row: &["transfer_id"],
        areas: &["chain"],
        free: &[],
    },
    Covered {
        table: "entry_groups",
        row: &["group_id"],
        areas: &["chain"],
        free: &[],
    },
    Covered {
        table: "audit",
        row: &["audit_id"],
        areas: &["chain", "audit"],
        free: &[],
    },
    Covered {
        table: "seal_heads",
        row: &[],
        areas: &["chain"],
        free: &[],
    },
    Covered {
        table: "balances",
        row: &["account"],
        areas: &["balance"],
        free: &[],
    },
    Covered {
        table: "claims",
        row: &["claim_id"],
        areas: &["claim"],
        free: &[
            (
                "import_id",
                "which file it came with; nothing follows from it",
            ),
            ("row_hash", "what a newer file is compared with"),
            ("created_at", "the sealed time is that of the act"),
        ],
    },
    Covered {
        table: "claim_terms",
        row: &["claim_id", "audit_id"],
        areas: &["claim"],
        free: &[("recorded_at", "the sealed time is that of the act")],
    },
    Covered {
        table: "claim_lines",
        row: &["claim_id"],
        areas: &["claim"],
        free: &[],
    },
    Covered {
        table: "payments",
        row: &["payment_id"],
        areas: &["payment"],
        free: &[
            ("attempt_id", "the attempt under way; its provider is asked"),
            ("attempts", "counts; nothing follows from it"),
            ("alert", "what the payer reads"),
            (
                "method",
                "what the payer reads; the fact about its money says how it was paid",
            ),
            (
                "expires_at",
                "moves with each extension; the end itself is booked",
            ),
            ("due_at", "when the payment is looked at next"),
            ("tries", "counts; nothing follows from it"),
            ("version", "counts changes"),
        ],
    },
    Covered {
        table: "shares",
        row: &["payment_id", "claim_id"],
        areas: &["payment"],
        free: &[],
    },
    Covered {
        table: "attempts",
        row: &["attempt_id"],
        areas: &["payment"],
        free: &[
            ("state", "moves; the provider is asked"),
            ("offered_until", "how long its link is good"),
            (
                "order_ref",
                "the provider is asked about it, and names the payment that its money is for",
            ),
            ("buyer_url", "the provider's page of the order"),
            ("capture_ref", "the fact about its money has it"),
            ("capture_number", "counts; nothing follows from it"),
            ("network_rank", "which attempts are asked about first"),
            ("version", "counts changes"),
        ],
    },
    Covered {
        table: "money_in",
        row: &["money_in_id", "group_id"],
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "money_in_claims",
        row: &["money_in_id", "claim_id"],
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "money_in_sums",
        row: &["external_ref"],
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "money_out",
        row: &["money_out_id", "group_id"],
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "refunds",
        row: &["refund_id", "group_id"],
        areas: &["refund"],
        free: &[
            ("request_key", "tells a form that was sent twice"),
            ("releases_given", "counts the approvals, for a constraint"),
            ("audit_id", "the chain has the acts on the refund"),
        ],
    },
    Covered {
        table: "refund_claims",
        row: &["refund_id"],
        areas: &["refund"],
        free: &[],
    },
    Covered {
        table: "approvals",
        row: &["subject"],
        areas: &["refund"],
        free: &[(
            "made_by",
            "the refund has it; it stands here for a constraint",
        )],
    },
    Covered {
        table: "bank_lines",
        row: &["bank_line_id"],
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "tenants",
        row: &["tenant_id", "slug"],
        areas: &["master data"],
        free: &[
            ("created_at", "nothing follows from it"),
            ("version", "tells nodes that something changed"),
        ],
    },
    Covered {
        table: "memberships",
        row: &["person_id"],
        areas: &["master data"],
        free: &[
            ("of_operator", "follows from the tenant"),
            (
                "side",
                "which grants may be given; those that are active refer to it",
            ),
            ("created_at", "nothing follows from it"),
        ],
    },
    Covered {
        table: "grants",
        row: &["grant_id"],
        areas: &["master data"],
        free: &[
            ("side", "follows from the role"),
            ("active_side", "follows from role and state"),
            ("audit_id", "the chain has the acts on the grant"),
        ],
    },
    Covered {
        table: "bank_accounts",
        row: &["tenant_id"],
        areas: &["master data"],
        free: &[(
            "created_at",
            "only the order of the accounts follows from it",
        )],
    },
    Covered {
        table: "provider_accounts",
        row: &["account_id"],
        areas: &["master data"],
        free: &[("secret", "sealed by the vault and bound to its account")],
    },
    Covered {
        table: "services",
        row: &["service_id"],
        areas: &["master data"],
        free: &[("audit_id", "the chain has the acts on the service")],
    },
    Covered {
        table: "bindings",
        row: &["tenant_id", "service_id", "binding_id"],
        areas: &["master data"],
        free: &[],
    },
    Covered {
        table: "clients",
        row: &["client_id"],
        areas: &["master data"],
        free: &[],
    },
    Covered {
        table: "pools",
        row: &["tenant_id"],
        areas: &["master data"],
        free: &[(
            "next_counter",
            "counts with each number; one that was told is not told again, its key is taken",
        )],
    },
    Covered {
        table: "service_versions",
        row: &["service_id"],
        areas: &["master data"],
        free: &[("approved_part", "a constant, so that a key can refer to it")],
    },
    Covered {
        table: "service_version_parts",
        row: &["service_id"],
        areas: &["master data"],
        free: &[],
    },
    Covered {
        table: "service_transitions",
        row: &["service_id"],
        areas: &["master data"],
        free: &[("number", "only the order counts, and the text has it")],
    },
    Covered {
        table: "names",
        row: &["name"],
        areas: &["name"],
        free: &[],
    },
    Covered {
        table: "link_tokens",
        row: &["subject"],
        areas: &["link"],
        free: &[
            ("created_at", "nothing follows from it"),
            (
                "tenant_id",
                "a token that is gone leads nowhere, and is made anew when it is printed again",
            ),
        ],
    },
];

/// Tables that `verify` does not read, each with the reason: whatever is written there, no claim is
/// settled by it, no money is booked, and no debt is another's. A table of the schema stands here
/// or in [`COVERED`].
pub const NOT_COVERED: &[(&str, &str)] = &[
    (
        "access_tokens",
        "good for an hour; what is done with one is an act of its client",
    ),
    (
        "bank_days",
        "whether lines of a day are typed or read from a file; the lines are covered",
    ),
    (
        "bank_statements",
        "which lines came together; the lines are covered, with account and day",
    ),
    ("branding_files", "how pages look"),
    (
        "claim_changes",
        "stands for seconds, until a file is copied into claims, which are covered",
    ),
    (
        "claims_imports",
        "how far a file is; the claims that it brought are covered",
    ),
    (
        "client_uses",
        "when calling systems were last here; nothing follows from it",
    ),
    (
        "credentials",
        "what a person signs in with; codes are sealed by the vault, what is done is an act",
    ),
    (
        "disputes",
        "what a provider told last; what is given back is released by acts, which are covered",
    ),
    ("event_counters", "counts what is told outside"),
    (
        "events",
        "what is told outside; nothing is booked because of it",
    ),
    (
        "idempotency_keys",
        "what a request made that was sent before; that itself is covered",
    ),
    (
        "installation",
        "of no tenant: what the program says to itself",
    ),
    (
        "invitations",
        "lead to credentials; that a person came in is an act",
    ),
    (
        "jobs",
        "when something is done; what is done then is decided by what is covered",
    ),
    ("mails", "to whom something is told; sealed by the vault"),
    (
        "order_fields",
        "what a citizen filled in; the fee stands in the claim",
    ),
    (
        "orders",
        "which claim was made in the catalogue; claim and payment are covered",
    ),
    (
        "payment_requests",
        "what a calling system sent, told to it and shown again; what is owed stands in the claim",
    ),
    (
        "persons",
        "names and addresses; what a person may do stands in its places and grants",
    ),
    (
        "provider_events",
        "hints; what they hint at is asked of the provider",
    ),
    ("rate_limits", "counts tries"),
    (
        "schedules",
        "when something is done; what is done then is decided by what is covered",
    ),
    ("seal_locks", "held while the chain grows; says nothing"),
    (
        "service_keys",
        "sealed by the vault and bound to its service",
    ),
    (
        "tasks",
        "what the treasury is to look at; the money that it is about is covered",
    ),
    (
        "sessions",
        "end within the day; what is done in one is an act of its person",
    ),
    ("tenant_keys", "sealed by the vault and bound to its tenant"),
];
