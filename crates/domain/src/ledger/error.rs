//! Why nothing was booked.

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    #[error("a transfer needs two different accounts")]
    SameAccount,
    #[error("a transfer of zero moves nothing")]
    NothingMoved,
    #[error("a transfer moves one currency")]
    TwoCurrencies,
    #[error("the parts do not add up to the amount")]
    DoesNotAddUp,
    #[error("a group has at most 65535 transfers")]
    TooManyLines,
}
