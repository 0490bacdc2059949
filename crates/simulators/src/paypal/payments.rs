//! Orders and what becomes of them: the buyer's choice, captures, refunds, disputes.

pub(crate) mod amounts;
pub(crate) mod buyer;
pub(crate) mod buyer_page;
pub(crate) mod captures;
pub(crate) mod disputes;
pub(crate) mod orders;
pub(crate) mod refunds;
