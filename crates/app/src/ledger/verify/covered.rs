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
