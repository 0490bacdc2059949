//! Every act of the table is done once in one story: a command that forgets its audit row is named
//! by the act that has none. Told on both engines.

use std::time::Duration;

use app::access::doors::{StaffApp, StaffSession};
use app::access::{SessionToken, SignIn, TokenScope};
use app::claims::notices::NoticePayment;
use app::services::StaffStep;
use app::tenants::documents::BookingDocument;
use domain::access::{Act, ActorKind, Effect, Role};
use domain::money::refunds::RefundRoute;
use domain::services::ServiceTransition;
use domain::values::text::Reason;
use domain::work::Queue;
use domain::{Day, JobId, Moment};
use secrecy::SecretString;
use serde_json::json;
use simulators::common::Fault;
use simulators::paypal::Verdict;
use storage::work::jobs::NewJob;
use storage::{Db, Scope, on_both_engines};
use testkit::{
    AtProvider, BANK, TestAuthority, TestPerson, authority_with_trial, browser, file_of, office,
    wanted,
};

use super::setting_up::{a_client_comes_and_goes, an_auditor_exports};
use super::taking_away::operates;

on_both_engines! {
    every_act_leaves_a_row_by_each_kind_of_its_actors
}

const SLUG: &str = "musterstadt";
const OFFICE: (Role, &str) = (Role::ServiceOwner, "Ada");
const TREASURY: (Role, &str) = (Role::Treasurer, "Kurt");

async fn every_act_leaves_a_row_by_each_kind_of_its_actors(db: Db) {
    let mut authority = TestAuthority::new(db, 1).await;
    sets_up(&authority).await;
    leads_a_service(&authority).await;
    payers_pay(&authority).await;
    payers_do_not_pay(&authority).await;
    a_job_is_given_up(&authority).await;
    authority.reconcile().await.unwrap();
    people_work(&authority).await;
    authority.reconcile().await.unwrap();
    operates(&mut authority).await;
    let leaves_rows = |act: &&Act| act.rule().effect != Effect::Reads;
    for act in Act::ALL.iter().filter(leaves_rows) {
        for kind in act.rule().actors {
            let rows = rows_of(&authority, *act, *kind).await;
            assert!(rows > 0, "{act} by {kind} left no row");
        }
        let committed = format!(
            "SELECT count(*) FROM audit
             WHERE act = '{act}' AND outcome = 'done' AND commitment IS NULL"
        );
        if act.rule().effect == Effect::Decides {
            assert_eq!(counted(&authority, &committed).await, 0, "{act} commits");
        }
        let of = format!("FROM audit WHERE act = '{act}' AND outcome = 'done'");
        let both = format!("SELECT count(*) {of} AND before IS NOT NULL AND after IS NOT NULL");
        let tells = counted(&authority, &both).await > 0;
        assert_eq!(tells, !says_no_before(*act), "{act} tells before and after");
        let half = format!("SELECT count(*) {of} AND before IS NOT NULL AND after IS NULL");
        assert_eq!(
            counted(&authority, &half).await,
            0,
            "{act} tells half of it"
        );
    }
}

/// What an act changed is told before and after, but for these.
#[expect(clippy::too_many_lines, reason = "one list of acts")]
const fn says_no_before(act: Act) -> bool {
    match act {
        // They make their object.
        Act::TokenIssue
        | Act::ClaimsImport
        | Act::ClaimCreate
        | Act::PaymentCreate
        | Act::PaymentOpen
        | Act::PaymentOrder
        | Act::ProviderEventReceive
        | Act::BankLineEnter
        | Act::LedgerCorrect
        | Act::SessionStart
        | Act::SessionConfirm
        | Act::PersonInvite
        | Act::GrantGive
        | Act::GrantPropose
        | Act::ClientCreate
        | Act::AuditExport
        // They write facts and what follows beside the payment, which events and groups tell.
        | Act::PaymentStart
        | Act::PaymentSettle
        | Act::RefundRecord
        | Act::RefundRequest
        | Act::DisputeRecord
        | Act::DisputeEnd
        | Act::ReceiptRequest
        | Act::MailEnd
        // What was there before is secret, or gone.
        | Act::SecretsReseal
        | Act::ServiceLinkKey
        | Act::ServiceReadAnswers
        | Act::ServiceEraseAnswers
        | Act::MailErase
        // It changes the trial tenant.
        | Act::ServiceTest
        // It waits again.
        | Act::JobRetry
        // They read.
        | Act::ServiceView
        | Act::ClientView
        | Act::AuditView
        | Act::AccountView
        | Act::PersonView
        | Act::PaymentView
        | Act::ClaimView
        | Act::PaymentReadPayer
        | Act::RefundView => true,
        Act::TenantApply
        | Act::TenantRestore
        | Act::ClientSet
        | Act::ClientRevoke
        | Act::ClientRotate
        | Act::ClientEndSecrets
        | Act::ProviderAccountSet
        | Act::ProviderAccountSubscribe
        | Act::ServiceDescribe
        | Act::ServiceSetBooking
        | Act::ServiceSubmit
        | Act::ServiceTakeBack
        | Act::ServiceSendBack
        | Act::ServiceDiscard
        | Act::ServiceApprove
        | Act::ServicePublish
        | Act::ServicePause
        | Act::ServiceResume
        | Act::ServiceRetire
        | Act::PaymentExtend
        | Act::PaymentGiveUp
        | Act::PaymentCancel
        | Act::PaymentExpire
        | Act::SessionEnd
        | Act::InvitationAccept
        | Act::PasswordSet
        | Act::OneTimeCodeSet
        | Act::RecoveryCodesMake
        | Act::PersonSuspend
        | Act::PersonResume
        | Act::PersonEndSessions
        | Act::PersonReset
        | Act::GrantConfirm
        | Act::GrantEnd
        | Act::RefundWithdraw
        | Act::RefundRelease
        | Act::RefundReject
        | Act::RefundPay
        | Act::RefundSend
        | Act::RefundSettle
        | Act::ClaimAdjust
        | Act::ClaimChange
        | Act::ClaimCancel
        | Act::ClaimBlock
        | Act::ClaimUnblock => false,
    }
}

/// The first administrator and the first lead bring a clerk in; it is suspended, resumed, reset
/// and loses the grant; each does once what a person does with its own account.
async fn people_work(authority: &TestAuthority) {
    let admin = authority.first("amt", (Role::Admin, false)).await;
    let lead = authority.first("kasse", (Role::Treasurer, true)).await;
    let people = (&admin, &lead);
    let clerk = authority.colleague("akte", Role::Clerk, people).await;
    let auditor = authority.colleague("pruefung", Role::Auditor, people).await;
    let paid = authority.paid_payment().await;
    let at_work = authority.at_console(&clerk).await.at(SLUG).await;
    let at_work = at_work.unwrap().unwrap();
    at_work.read_payer(paid).await.unwrap();
    authority.does_all_about_a_claim(&at_work).await;
    people_lead_a_service(authority, people).await;
    // A day passes, and sessions end with it.
    money_goes_back(authority, (&clerk, &lead)).await;
    owns_an_account(authority, &clerk).await;
    let at = authority.fresh_at_console(&admin).await.at(SLUG).await;
    let at = at.unwrap().unwrap();
    at.suspend_person(clerk.id).await.unwrap();
    at.resume_person(clerk.id).await.unwrap();
    at.end_sessions_of(clerk.id).await.unwrap();
    let link = at.reset_person(clerk.id).await.unwrap();
    let link = authority.link("akte", link).await;
    authority.accepts(clerk.id, "akte", &link).await;
    a_client_comes_and_goes(&at).await;
    an_auditor_exports(authority, &auditor).await;
    let more = wanted(Role::ServiceOwner);
    let proposed = at.propose_grant(clerk.id, &more).await.unwrap();
    at.end_grant(proposed).await.unwrap();
    // The only one with this role loses its second factor, and nobody else can help.
    let operator = authority.operator();
    operator.reset_last(SLUG, &admin.email).await.unwrap();
}

/// A service owner, a bookkeeper and the lead bring another version of a service to payers.
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
async fn people_lead_a_service(authority: &TestAuthority, people: (&TestPerson, &TestPerson)) {
    const CODE: &str = "meldung";
    let owner = authority
        .colleague("leistung", Role::ServiceOwner, people)
        .await;
    let bookkeeper = authority
        .colleague("buchhaltung", Role::Bookkeeper, people)
        .await;
    let owner = authority
        .fresh_at_console(&owner)
        .await
        .at(SLUG)
        .await
        .unwrap()
        .unwrap();
    let books = authority
        .at_console(&bookkeeper)
        .await
        .at(SLUG)
        .await
        .unwrap()
        .unwrap();
    let lead = authority
        .fresh_at_console(people.1)
        .await
        .at(SLUG)
        .await
        .unwrap()
        .unwrap();
    let number = owner.begin_version(CODE, None).await.unwrap();
    let seen = async || {
        let version = owner.view_version(CODE, number).await.unwrap();
        ((number, version.revision), version.document)
    };
    let (revision, mut document) = seen().await;
    document.pay_minutes = 45;
    owner
        .describe_version(CODE, (revision, &document))
        .await
        .unwrap();
    let step = StaffStep::default();
    owner.try_service(CODE, step).await.unwrap();
    owner.submit_version(CODE, step).await.unwrap();
    owner.take_version_back(CODE, step).await.unwrap();
    owner.submit_version(CODE, step).await.unwrap();
    let question = Reason::typed("Wo gebucht?").unwrap();
    let why = StaffStep {
        reason: Some(&question),
        ..step
    };
    lead.send_version_back(CODE, why).await.unwrap();
    let booking = BookingDocument {
        reference: None,
        booking_data: [("sachkonto".to_owned(), "431100".to_owned())].into(),
        required: Vec::new(),
    };
    let (revision, _) = seen().await;
    books
        .set_version_bookings(CODE, (revision, &[booking]))
        .await
        .unwrap();
    owner.submit_version(CODE, step).await.unwrap();
    lead.approve_version(CODE, step).await.unwrap();
    owner.publish_version(CODE, step).await.unwrap();
    lead.pause_service(CODE, step).await.unwrap();
    owner.resume_service(CODE, step).await.unwrap();
    owner.begin_version(CODE, Some(1)).await.unwrap();
    owner.discard_version(CODE, step).await.unwrap();
    owner.pause_service(CODE, step).await.unwrap();
    owner.retire_service(CODE, step).await.unwrap();
}

/// One refund is done, one rejected, one withdrawn after its release, and one paid by hand after
/// the provider refused it.
async fn money_goes_back(authority: &TestAuthority, (clerk, lead): (&TestPerson, &TestPerson)) {
    let mut refunds = Vec::new();
    for _ in 0..4 {
        let payment = authority.paid_payment().await;
        let at = authority.at_work(clerk).await;
        let refund = authority.requests_refund(&at, (payment, 1_000)).await;
        refunds.push(refund.unwrap());
    }
    let [done, rejected, withdrawn, failed] = refunds.as_slice() else {
        panic!("four of them");
    };
    let at = authority.at_work(lead).await;
    at.reject_refund(*rejected, "nicht begründet")
        .await
        .unwrap();
    authority.releases_refund(&at, *withdrawn).await.unwrap();
    let by_clerk = authority.at_work(clerk).await;
    by_clerk.withdraw_refund(*withdrawn).await.unwrap();
    let at = authority.at_work(lead).await;
    authority.releases_refund(&at, *done).await.unwrap();
    authority.comes_to_rest().await;
    authority.sim.fault(Fault {
        issue: Some("REFUND_FAILED_INSUFFICIENT_FUNDS".to_owned()),
        ..Fault::on("POST /v2/payments/captures/*/refund")
    });
    let at = authority.at_work(lead).await;
    authority.releases_refund(&at, *failed).await.unwrap();
    authority.does_what_is_due().await;
    let by_hand = (*failed, RefundRoute::ByHand);
    authority.releases_by(&at, by_hand).await.unwrap();
    let today = Day::in_berlin(authority.app.system().moment().now);
    at.pay_refund(*failed, (BANK, today)).await.unwrap();
}

async fn owns_an_account(authority: &TestAuthority, person: &TestPerson) {
    let network = office();
    let visit = browser(&network, Some(&person.device));
    let staff = authority.fresh_at_console(person).await;
    staff.make_recovery_codes().await.unwrap();
    authority.time_passes(Duration::from_secs(30));
    let code = authority.code(person);
    let password = person.password.as_str();
    let confirmed = staff
        .confirm_session(&visit, (password.into(), &code))
        .await
        .unwrap();
    let SignIn::Done(confirmed) = confirmed else {
        panic!("the proof is right");
    };
    let staff = signed_in(authority, &confirmed.token).await;
    let token = staff.set_password(&visit, "vier blaue Birnen".into()).await;
    let staff = signed_in(authority, &token.unwrap()).await;
    let setup = staff.new_setup().unwrap();
    let code = authority.code_of(&setup.secret);
    let token = staff
        .set_one_time_code(&visit, (&setup.sealed, &code))
        .await;
    let staff = signed_in(authority, &token.unwrap()).await;
    staff.sign_out().await.unwrap();
}

async fn signed_in(authority: &TestAuthority, token: &SessionToken) -> StaffApp {
    let session = authority.app.staff().session(token).await.unwrap();
    match session {
        Some(StaffSession::SignedIn(staff)) => staff,
        Some(StaffSession::Waiting(_)) | None => panic!("signed in"),
    }
}

async fn rows_of(authority: &TestAuthority, act: Act, kind: ActorKind) -> i64 {
    let object = act.rule().object;
    let sql = format!(
        "SELECT count(*) FROM audit WHERE act = '{act}' AND actor_kind = '{kind}'
         AND object_kind = '{object}' AND object <> '' AND outcome = 'done'"
    );
    counted(authority, &sql).await
}

/// In all trails: acts on persons themselves are in the installation's.
async fn counted(authority: &TestAuthority, sql: &str) -> i64 {
    let mut tx = authority.db.read(Scope::Operator).await.unwrap();
    tx.raw_number(sql).await.unwrap()
}

/// Another account is entered, whose events the program itself subscribes to.
async fn sets_up(authority: &TestAuthority) {
    let mut document = authority_with_trial();
    document.profile.mail = serde_json::from_value(json!({ "keep_address_days": 1 })).unwrap();
    let account = json!({ "code": "kurse", "provider": "paypal", "environment": "simulator",
        "settings": { "client_id": "elsewhere" } });
    let mut account: app::tenants::documents::AccountDocument =
        serde_json::from_value(account).unwrap();
    let secret = SecretString::from("town-secret");
    let secret = ("client_secret".to_owned(), secret);
    account.secret_values.extend([secret]);
    document.accounts.push(account);
    let operator = authority.operator();
    operator.apply_tenant(&document).await.unwrap();
    // And what there is already changes.
    document.services[0].pay_minutes = 31;
    document.clients[0].services = vec!["parken".to_owned()];
    let changed = document.accounts.last_mut().unwrap();
    changed
        .settings
        .extend([("client_id".to_owned(), json!("kurse"))]);
    operator.apply_tenant(&document).await.unwrap();
    let system = authority.app.system();
    system.run_schedules().await.unwrap();
    let failing = authority.operator().count_failing_schedules().await;
    assert_eq!(failing.unwrap(), []);
    let client = authority.client().await.unwrap();
    let token = client.issue_token(TokenScope::Post).await.unwrap();
    assert!(token.is_some(), "its proof holds");
    let file = file_of(&[(1, 5_500, "1234")]);
    authority.imports(&file).await.unwrap();
}

async fn leads_a_service(authority: &TestAuthority) {
    for (step, by) in [
        (ServiceTransition::Test, OFFICE),
        (ServiceTransition::Submit, OFFICE),
        (ServiceTransition::TakeBack, OFFICE),
        (ServiceTransition::Submit, OFFICE),
        (ServiceTransition::SendBack, TREASURY),
        (ServiceTransition::Submit, OFFICE),
        (ServiceTransition::Approve, TREASURY),
        (ServiceTransition::Publish, OFFICE),
    ] {
        authority.leads("kurs", step, by).await.unwrap();
    }
    let operator = authority.operator();
    let begun = operator.begin_service_version((SLUG, "kurs"), None).await;
    assert_eq!(begun.unwrap(), 2);
    for (step, by) in [
        (ServiceTransition::Discard, OFFICE),
        (ServiceTransition::Pause, TREASURY),
        (ServiceTransition::Resume, OFFICE),
        (ServiceTransition::Retire, OFFICE),
    ] {
        authority.leads("kurs", step, by).await.unwrap();
    }
}

async fn payers_pay(authority: &TestAuthority) {
    let notice = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
    let notice = notice.await.unwrap();
    authority.pays(notice, AtProvider::Approves).await;
    let order = authority.orders_certificates(1).await.unwrap();
    authority.pays(order, AtProvider::Approves).await;
    authority
        .asks_for_receipt(order, "erika.muster@example.org")
        .await
        .unwrap();
    // The payer does not come back: the provider tells it.
    let told = authority.asks_for_payment().await.unwrap();
    let at_provider = authority.chooses_paypal(told).await.unwrap();
    authority.at_provider(&at_provider, AtProvider::Approves);
    let transferred = authority.asks_for(900).await.unwrap();
    assert!(authority.chooses_transfer(transferred).await);
    let number = authority.remittance(transferred).await.unwrap();
    authority.bank_states(900, &number).await.unwrap();
    authority.comes_to_rest().await;
    authority.provider_reverses(notice);
    let dispute = authority.payer_disputes(order).unwrap();
    authority.comes_to_rest().await;
    authority.sim.resolve_dispute(&dispute, Verdict::Seller);
    authority.comes_to_rest().await;
}

async fn payers_do_not_pay(authority: &TestAuthority) {
    let given_up = authority.asks_for_payment().await.unwrap();
    authority.chooses_paypal(given_up).await.unwrap();
    authority.gives_up(given_up).await;
    let payer = authority.app.payer();
    authority.time_passes(Duration::from_mins(16));
    payer.extend_time(SLUG, given_up).await.unwrap();
    assert!(authority.calls_off(given_up).await);
    // This one leaves the provider's page, and its time runs out.
    let left = authority.asks_for_payment().await.unwrap();
    authority.pays(left, AtProvider::Leaves).await;
    authority.comes_to_rest().await;
}

async fn a_job_is_given_up(authority: &TestAuthority) {
    let now = authority.app.system().moment().now;
    let job = NewJob {
        id: JobId::new(&mut Moment::fixed(now, 7)),
        kind: "of_another_version",
        queue: Queue::Upkeep,
        payload: "{}",
        key: None,
        due_at: now,
        created_at: now,
    };
    let scope = Scope::Tenant(authority.tenant);
    let mut tx = authority.db.write(scope).await.unwrap();
    tx.work().jobs().insert(&job).await.unwrap();
    tx.commit().await.unwrap();
    for _ in 0..8 {
        authority.after(Duration::from_hours(12)).await;
    }
    assert!(authority.operator().retry_job(job.id).await.unwrap());
}
