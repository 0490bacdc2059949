//! The doors: what each audience may do.
//!
//! A door is a narrow view of [`App`]. Its commands carry the actor into the application and are
//! checked against the table of acts when this is compiled: a door that offers an act its actor
//! may not do does not build. Futures are boxed, so that the bodies of use cases are compiled once,
//! here, and not in every crate that polls them.
//!
//! There is no way from a door to the application behind it.

#![expect(
    clippy::elidable_lifetime_names,
    reason = "the arguments of some acts name the lifetime of the door, those of others do not"
)]

mod client;
mod node;
mod operator;
mod payer;
mod provider;
mod staff;
mod system;

pub use client::caller::ScopeTooNarrow;
pub(crate) use client::caller::{Caller, NotBound, UsableService};
pub use client::{ClientApp, ClientDoor, ClientLogin};
pub use node::NodeApp;
pub use operator::OperatorApp;
pub use payer::PayerApp;
pub(crate) use provider::EventSender;
pub use provider::ProviderApp;
pub use staff::{StaffApp, StaffDoor, StaffSession, StaffTenantApp, WaitingPerson};
pub use system::SystemApp;

use std::sync::Arc;

use futures_util::future::BoxFuture;

/// A door that a request comes through.
pub trait Door: Clone + Send + Sync + 'static {
    /// The same door, with the number under which the log has the request. Audit rows carry it.
    #[must_use]
    fn in_request(&self, request: Arc<str>) -> Self;
}

/// Commands name their acts and pass the actor on. Works name the acts that their jobs do, each as
/// an actor of its own. Housekeeping writes rows that no actor decides about, of which no money and
/// no master data follow, and which no act is recorded for: counters of failed searches, tokens of
/// links, numbers of events, seals. Reads write nothing.
///
/// A door `as caller` hands its field `caller` to each use case; its commands ask the caller first
/// whether it may give commands. Doors of the staff ask the table of acts: `of session` about acts
/// on the person of that session itself, `at place` about acts in an authority on what the first
/// argument names. Their views are reads that the table knows. A door `from request` has no actor
/// yet: its commands find it out.
macro_rules! door {
    (@door $door:ident, $kind:ident, $who:tt;
        commands { $(
            $(#[$command_doc:meta])*
            [$($act:ident),+] fn $command:ident($($command_arg:ident: $command_ty:ty),* $(,)?)
                -> $done:ty;
        )* }
        $(works { $(
            $(#[$work_doc:meta])*
            [$($work_act:ident),+] fn $work:ident($($work_arg:ident: $work_ty:ty),* $(,)?)
                -> $worked:ty;
        )* })?
        $(housekeeping { $(
            $(#[$kept_doc:meta])*
            fn $kept:ident($($kept_arg:ident: $kept_ty:ty),* $(,)?) -> $kept_as:ty;
        )* })?
        $(views { $(
            $(#[$view_doc:meta])*
            [$view_act:ident] fn $view:ident($($view_arg:ident: $view_ty:ty),* $(,)?)
                -> $seen:ty;
        )* })?
        $(reads { $(
            $(#[$read_doc:meta])*
            fn $read:ident($($read_arg:ident: $read_ty:ty),* $(,)?) -> $found:ty;
        )* })?
    ) => {
        impl $door {
            /// Every act this door offers.
            pub const ACTS: &'static [domain::access::Act] = &[
                $($(domain::access::Act::$act,)+)*
                $($($(domain::access::Act::$work_act,)+)*)?
                $($(domain::access::Act::$view_act,)*)?
            ];

            $(
                $(#[$command_doc])*
                pub fn $command<'a>(
                    &'a self,
                    $($command_arg: $command_ty),*
                ) -> $crate::access::doors::BoxFuture<'a, $done> {
                    $(const {
                        let kind = domain::access::ActorKind::$kind;
                        assert!(domain::access::Act::$act.allows(kind));
                    })+
                    $crate::access::doors::door!(
                        @command self, $who, ($($act),+), $command $($command_arg)*
                    )
                }
            )*
            $($(
                $(#[$work_doc])*
                pub fn $work<'a>(
                    &'a self,
                    $($work_arg: $work_ty),*
                ) -> $crate::access::doors::BoxFuture<'a, $worked> {
                    $(const {
                        let kind = domain::access::ActorKind::$kind;
                        assert!(domain::access::Act::$work_act.allows(kind));
                    })+
                    $crate::access::doors::door!(@other self, $who, $work $($work_arg)*)
                }
            )*)?
            $($(
                $(#[$kept_doc])*
                pub fn $kept<'a>(
                    &'a self,
                    $($kept_arg: $kept_ty),*
                ) -> $crate::access::doors::BoxFuture<'a, $kept_as> {
                    $crate::access::doors::door!(@other self, $who, $kept $($kept_arg)*)
                }
            )*)?
            $($(
                $(#[$view_doc])*
                pub fn $view<'a>(
                    &'a self,
                    $($view_arg: $view_ty),*
                ) -> $crate::access::doors::BoxFuture<'a, $seen> {
                    const {
                        let kind = domain::access::ActorKind::$kind;
                        assert!(domain::access::Act::$view_act.allows(kind));
                    }
                    $crate::access::doors::door!(
                        @view self, $who, $view_act, $view $($view_arg)*
                    )
                }
            )*)?
            $($(
                $(#[$read_doc])*
                pub fn $read<'a>(
                    &'a self,
                    $($read_arg: $read_ty),*
                ) -> $crate::access::doors::BoxFuture<'a, $found> {
                    $crate::access::doors::door!(@other self, $who, $read $($read_arg)*)
                }
            )*)?
        }
    };
    (@command $self:ident, [], $acts:tt, $command:ident $($arg:ident)*) => {
        Box::pin($self.app.$command(&$self.acting, $($arg),*))
    };
    (@command $self:ident, [as $who:ident], $acts:tt, $command:ident $($arg:ident)*) => {
        Box::pin(async move {
            $self.$who.permits()?;
            $self.app.$command(&$self.acting, &$self.$who, $($arg),*).await
        })
    };
    (@command $self:ident, [from $request:ident], $acts:tt, $command:ident $($arg:ident)*) => {
        Box::pin($self.app.$command($self.$request.as_ref(), $($arg),*))
    };
    (@command $self:ident, [of $who:ident], ($($act:ident),+), $command:ident $($arg:ident)*) => {
        Box::pin($self.app.as_staff(
            &$self.acting,
            ($self.place(), &[$(domain::access::Act::$act),+]),
            $self.$who.person.to_string(),
            $self.app.$command(&$self.acting, &$self.$who, $($arg),*),
        ))
    };
    (@command $self:ident, [at $who:ident], ($($act:ident),+),
        $command:ident $object:ident $($arg:ident)*
    ) => {
        Box::pin($self.app.as_staff(
            &$self.acting,
            ($self.place(), &[$(domain::access::Act::$act),+]),
            $object.in_audit(),
            $self.app.$command(&$self.acting, &$self.$who, $object, $($arg),*),
        ))
    };
    (@view $self:ident, [$how:ident $who:ident], $act:ident, $view:ident $($arg:ident)*) => {
        Box::pin(async move {
            domain::access::Act::$act.permits(&$self.place().standing)?;
            $self.app.$view(&$self.$who, $($arg),*).await
        })
    };
    (@other $self:ident, [], $other:ident $($arg:ident)*) => {
        Box::pin($self.app.$other($($arg),*))
    };
    (@other $self:ident, [from $request:ident], $other:ident $($arg:ident)*) => {
        Box::pin($self.app.$other($($arg),*))
    };
    (@other $self:ident, [as $who:ident], $other:ident $($arg:ident)*) => {
        Box::pin($self.app.$other(&$self.$who, $($arg),*))
    };
    ($door:ident for $kind:ident; $($groups:tt)*) => {
        $crate::access::doors::door! { @door $door, $kind, []; $($groups)* }
    };
    ($door:ident for $kind:ident $how:tt $who:ident; $($groups:tt)*) => {
        $crate::access::doors::door! { @door $door, $kind, [$how $who]; $($groups)* }
    };
}
pub(crate) use door;

#[cfg(test)]
mod tests {
    use domain::access::{Act, ActorKind};

    use super::*;

    /// The doors, by the actor they serve.
    const DOORS: [(ActorKind, &[&[Act]]); 6] = [
        (ActorKind::Payer, &[PayerApp::ACTS]),
        (ActorKind::Client, &[ClientApp::ACTS]),
        (ActorKind::Provider, &[ProviderApp::ACTS]),
        (
            ActorKind::Person,
            &[
                StaffDoor::ACTS,
                WaitingPerson::ACTS,
                StaffApp::ACTS,
                StaffTenantApp::ACTS,
            ],
        ),
        (ActorKind::Operator, &[OperatorApp::ACTS]),
        (ActorKind::System, &[SystemApp::ACTS]),
    ];

    #[test]
    fn every_act_has_a_command_at_each_door_of_its_actors_and_no_other() {
        for (kind, acts) in DOORS {
            for act in Act::ALL {
                let offered = acts.iter().any(|acts| acts.contains(act));
                assert_eq!(offered, act.allows(kind), "{act} at the door for {kind}");
            }
        }
    }

    /// What a door passes its actor to stands in `door!`, which wants its act.
    #[test]
    fn no_door_passes_its_actor_on_beside_its_table() {
        for (name, source) in [
            ("client", include_str!("doors/client.rs")),
            ("node", include_str!("doors/node.rs")),
            ("operator", include_str!("doors/operator.rs")),
            ("payer", include_str!("doors/payer.rs")),
            ("provider", include_str!("doors/provider.rs")),
            ("staff", include_str!("doors/staff.rs")),
            ("staff/account", include_str!("doors/staff/account.rs")),
            ("staff/sign_in", include_str!("doors/staff/sign_in.rs")),
            ("staff/tenant", include_str!("doors/staff/tenant.rs")),
            ("system", include_str!("doors/system.rs")),
        ] {
            let (before, table) = source.split_once("\ndoor! {\n").unwrap_or((source, ""));
            let (_, after) = table.split_once("\n}\n").unwrap_or_default();
            assert_eq!(table.is_empty(), name == "node", "{name}");
            for by_hand in [before, after] {
                assert!(!by_hand.contains("self.acting,"), "{name}");
                assert!(!by_hand.contains("&self.caller,"), "{name}");
            }
        }
    }

    #[test]
    fn no_act_is_for_actors_without_a_door() {
        for act in Act::ALL {
            for kind in act.rule().actors {
                assert!(DOORS.iter().any(|(of, _)| of == kind), "{act} for {kind}");
            }
        }
    }
}
