//! Acts as the staff reads them.

use domain::access::Act;

use crate::frame::ConsoleFrame;

/// What the act did, in the reader's words. Acts that only read leave no row.
#[expect(clippy::too_many_lines, reason = "one line for each act")]
pub(super) fn act_name(frame: &ConsoleFrame, act: Act) -> String {
    match act {
        Act::TenantApply => frame.t("act-tenant-apply"),
        Act::TenantRestore => frame.t("act-tenant-restore"),
        Act::ClientSet => frame.t("act-client-set"),
        Act::ClientCreate => frame.t("act-client-create"),
        Act::ClientRotate => frame.t("act-client-rotate"),
        Act::ClientEndSecrets => frame.t("act-client-end-old-secrets"),
        Act::ClientRevoke => frame.t("act-client-revoke"),
        Act::SecretsReseal => frame.t("act-secrets-reseal"),
        Act::ProviderAccountSet => frame.t("act-provider-account-set"),
        Act::ProviderAccountSubscribe => frame.t("act-provider-account-subscribe"),
        Act::TokenIssue => frame.t("act-token-issue"),
        Act::ServiceDescribe => frame.t("act-service-describe"),
        Act::ServiceSetBooking => frame.t("act-service-set-booking"),
        Act::ServiceTest => frame.t("act-service-test"),
        Act::ServiceSubmit => frame.t("act-service-submit"),
        Act::ServiceTakeBack => frame.t("act-service-take-back"),
        Act::ServiceSendBack => frame.t("act-service-send-back"),
        Act::ServiceApprove => frame.t("act-service-approve"),
        Act::ServicePublish => frame.t("act-service-publish"),
        Act::ServiceDiscard => frame.t("act-service-discard"),
        Act::ServicePause => frame.t("act-service-pause"),
        Act::ServiceResume => frame.t("act-service-resume"),
        Act::ServiceRetire => frame.t("act-service-retire"),
        Act::ServiceLinkKey => frame.t("act-service-make-link-key"),
        Act::ServiceReadAnswers => frame.t("act-service-read-answers"),
        Act::ServiceEraseAnswers => frame.t("act-service-erase-answers"),
        Act::ClaimsImport => frame.t("act-claims-import"),
        Act::ClaimCreate => frame.t("act-claim-create"),
        Act::ClaimChange => frame.t("act-claim-change"),
        Act::ClaimCancel => frame.t("act-claim-cancel"),
        Act::ClaimBlock => frame.t("act-claim-block"),
        Act::ClaimUnblock => frame.t("act-claim-unblock"),
        Act::PaymentCreate => frame.t("act-payment-create"),
        Act::PaymentOpen => frame.t("act-payment-open"),
        Act::PaymentOrder => frame.t("act-payment-order"),
        Act::PaymentStart => frame.t("act-payment-start"),
        Act::PaymentExtend => frame.t("act-payment-extend"),
        Act::PaymentGiveUp => frame.t("act-payment-give-up"),
        Act::PaymentCancel => frame.t("act-payment-cancel"),
        Act::PaymentExpire => frame.t("act-payment-expire"),
        Act::PaymentSettle => frame.t("act-payment-settle"),
        Act::ReceiptRequest => frame.t("act-receipt-request"),
        Act::PaymentReadPayer => frame.t("act-payment-read-payer"),
        Act::ProviderEventReceive => frame.t("act-provider-event-receive"),
        Act::BankLineEnter => frame.t("act-bank-line-enter"),
        Act::RefundRecord => frame.t("act-refund-record"),
        Act::RefundRequest => frame.t("act-refund-request"),
        Act::RefundWithdraw => frame.t("act-refund-withdraw"),
        Act::RefundRelease => frame.t("act-refund-release"),
        Act::RefundReject => frame.t("act-refund-reject"),
        Act::RefundPay => frame.t("act-refund-pay"),
        Act::RefundSend => frame.t("act-refund-send"),
        Act::RefundSettle => frame.t("act-refund-settle"),
        Act::ClaimAdjust => frame.t("act-claim-adjust"),
        Act::DisputeRecord => frame.t("act-dispute-record"),
        Act::DisputeEnd => frame.t("act-dispute-end"),
        Act::LedgerCorrect => frame.t("act-ledger-correct"),
        Act::MailEnd => frame.t("act-mail-end"),
        Act::MailErase => frame.t("act-mail-erase-address"),
        Act::JobRetry => frame.t("act-job-retry"),
        Act::SessionStart => frame.t("act-session-start"),
        Act::SessionConfirm => frame.t("act-session-confirm"),
        Act::SessionEnd => frame.t("act-session-end"),
        Act::InvitationAccept => frame.t("act-invitation-accept"),
        Act::PasswordSet => frame.t("act-credential-set-password"),
        Act::OneTimeCodeSet => frame.t("act-credential-set-one-time-code"),
        Act::RecoveryCodesMake => frame.t("act-credential-make-recovery-codes"),
        Act::PersonInvite => frame.t("act-person-invite"),
        Act::PersonSuspend => frame.t("act-person-suspend"),
        Act::PersonResume => frame.t("act-person-resume"),
        Act::PersonEndSessions => frame.t("act-person-end-sessions"),
        Act::PersonReset => frame.t("act-person-reset"),
        Act::AuditExport => frame.t("act-audit-export"),
        Act::GrantGive => frame.t("act-grant-give"),
        Act::GrantPropose => frame.t("act-grant-propose"),
        Act::GrantConfirm => frame.t("act-grant-confirm"),
        Act::GrantEnd => frame.t("act-grant-end"),
        Act::ClientView
        | Act::ServiceView
        | Act::PaymentView
        | Act::ClaimView
        | Act::RefundView
        | Act::AccountView
        | Act::PersonView
        | Act::AuditView => act.name().to_owned(),
    }
}
