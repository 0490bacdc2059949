//! The registry of what `verify` proves, table by table.
//!
//! The test of tampering walks it: a value of each column is changed, everything is sealed anew
//! without the key, and `verify` has to name the place. A table that comes later is added here.

/// A table whose rows cannot be changed without `verify` telling.
#[derive(Clone, Copy, Debug)]
pub struct Covered {
    pub table: &'static str,
    /// The areas under which a difference may be told.
    pub areas: &'static [&'static str],
    /// Columns that prove nothing, each with the reason.
    pub free: &'static [(&'static str, &'static str)],
}

pub const COVERED: &[Covered] = &[
    Covered {
        table: "transfers",
        areas: &["chain"],
        free: &[],
    },
    Covered {
        table: "entry_groups",
        areas: &["chain"],
        free: &[],
    },
    Covered {
        table: "audit",
        areas: &["chain", "audit"],
        free: &[],
    },
    Covered {
        table: "seal_heads",
        areas: &["chain"],
        free: &[],
    },
    Covered {
        table: "balances",
        areas: &["balance"],
        free: &[],
    },
    Covered {
        table: "claims",
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
        areas: &["claim"],
        free: &[("recorded_at", "the sealed time is that of the act")],
    },
    Covered {
        table: "claim_lines",
        areas: &["claim"],
        free: &[],
    },
    Covered {
        table: "payments",
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
        areas: &["payment"],
        free: &[],
    },
    Covered {
        table: "money_in",
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "money_in_claims",
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "money_in_sums",
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "money_out",
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "bank_lines",
        areas: &["money"],
        free: &[],
    },
    Covered {
        table: "tenants",
        areas: &["master data"],
        free: &[
            ("created_at", "nothing follows from it"),
            ("version", "tells nodes that something changed"),
        ],
    },
    Covered {
        table: "bank_accounts",
        areas: &["master data"],
        free: &[(
            "created_at",
            "only the order of the accounts follows from it",
        )],
    },
    Covered {
        table: "provider_accounts",
        areas: &["master data"],
        free: &[("secret", "sealed by the vault and bound to its account")],
    },
    Covered {
        table: "services",
        areas: &["master data"],
        free: &[],
    },
    Covered {
        table: "bindings",
        areas: &["master data"],
        free: &[],
    },
    Covered {
        table: "clients",
        areas: &["master data"],
        free: &[],
    },
    Covered {
        table: "pools",
        areas: &["master data"],
        free: &[(
            "next_counter",
            "counts with each number; one that was told is not told again, its key is taken",
        )],
    },
    Covered {
        table: "service_states",
        areas: &["master data"],
        free: &[],
    },
    Covered {
        table: "service_transitions",
        areas: &["master data"],
        free: &[("number", "only the order counts, and the text has it")],
    },
];

/// Tables that `verify` does not read, each with the reason. A table of the schema stands here or
/// in [`COVERED`].
pub const NOT_COVERED: &[(&str, &str)] = &[
    (
        "access_tokens",
        "open an interface for an hour; no money follows",
    ),
    ("attempts", "the provider is asked before anything follows"),
    (
        "bank_days",
        "which source a day's lines have; the lines are covered",
    ),
    (
        "bank_statements",
        "where lines came from; the lines are covered",
    ),
    ("claim_changes", "of a file that does not count yet"),
    ("names", "lead to a tenant, whose rows have it in their key"),
    ("event_counters", "numbers of events"),
    ("events", "what was told outside; made from what is covered"),
    ("rate_limits", "counters against guessing"),
    (
        "idempotency_keys",
        "what was answered; what it did is covered",
    ),
    ("claims_imports", "the act of each file is in the chain"),
    ("installation", "of no tenant"),
    ("jobs", "work to be done; what it does is covered"),
    ("link_tokens", "lead to a page, which reads what is covered"),
    ("mails", "what was sent; no money follows"),
    (
        "order_fields",
        "what a payer entered; what is owed is in the claim",
    ),
    ("orders", "what was ordered; what is owed is in the claim"),
    (
        "payment_requests",
        "what a client asked for; what is owed is in the claim",
    ),
    ("provider_events", "hints; the provider is asked"),
    ("schedules", "periodic work"),
    ("seal_locks", "one row for each sealer to hold"),
    (
        "service_keys",
        "sealed by the vault and bound to their service",
    ),
    (
        "tasks",
        "what staff are asked to look at; made from what is covered",
    ),
    ("branding_files", "pictures on pages"),
    (
        "tenant_keys",
        "sealed by the vault and bound to their tenant",
    ),
];
